# Sentences of the room "map".
map-metres = { $n } m
map-kilometres = { $n } km
map-north = N
map-empty = The map appears here once grid boundaries are open.
map-density = { $n } incidents/km²
map-point-is-locked = “{ $name }” is locked and cannot be moved. Unlock it first (Ctrl+L).
map-zone-name = Zone { $rank } “{ $name }”
map-zone-corner = “{ $name }”, corner { $n }
map-zone-edge = “{ $name }”, middle of edge { $n }: drag to add a corner
