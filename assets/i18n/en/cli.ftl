# Sentences of the command line.
cli-no-display = There is no display, so no window can be opened. These commands work without one: patrolgrid check, import, heatmap, coverage, demo (see --help).
cli-no-gui = This program was built without the window (feature gui). These commands work: patrolgrid check, import, heatmap, coverage, demo.
cli-window-failed = The window could not be opened: the display refused, or a graphics driver or a library of the window system is missing (on Debian: apt-get install libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 mesa-vulkan-drivers). These commands work without one: patrolgrid check, import, heatmap, coverage, demo.
cli-demo-failed = The demo district could not be made: { $why }. Check that the folder can be written and the disk has room.
cli-not-by-road = { $option }: coverage by road is not yet available. Leave it out and give straight-line rings, such as --rings-m 300,500,800.
cli-coverage-needs-rings = No ring was given. Give radii in metres, such as --rings-m 300,500,800.
cli-rows-refused = { $n ->
    [one] { $n } incident row was
   *[other] { $n } incident rows were
} refused and left out; “patrolgrid import” lists them.
cli-grids-refused = { $n ->
    [one] { $n } grid boundary was
   *[other] { $n } grid boundaries were
} refused and left out; “patrolgrid check” lists them.
cli-heatmap-extent = There is nothing to draw: no incident was kept and no --extent was given, or the extent has no area. Give --extent W,S,E,N.
cli-heatmap-out = { $file }: a heatmap is written as .tif or .png. Give --out a name with one of these endings.
