//! The map: walkers below, our retained GPU layers in it, handles and labels on top.
