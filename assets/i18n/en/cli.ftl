# Sentences of the command line.
cli-no-display = There is no display, so no window can be opened. These commands work without one: patrolgrid check, import, heatmap, coverage, demo (see --help).
cli-no-gui = This program was built without the window (feature gui). These commands work: patrolgrid check, import, heatmap, coverage, demo.
cli-window-failed = The window could not be opened: the display refused, or a graphics driver or a library of the window system is missing (on Debian: apt-get install libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 mesa-vulkan-drivers). These commands work without one: patrolgrid check, import, heatmap, coverage, demo.
cli-demo-failed = The demo district could not be made: { $path } { $why }. Check that the folder can be written and the disk has room.
cli-demo-in-the-way = The demo district could not be made: a file stands where a folder is wanted, or a folder where a file is: { $path } ({ $why }). Choose another folder with --out.
cli-demo-not-writable = The demo district could not be made: { $path } cannot be written ({ $why }). Choose a folder of your own with --out.
cli-demo-disk-full = The demo district could not be made: no room on the disk for { $path } ({ $why }). Make room, or ask for fewer --incidents. What was in the folder before is unchanged.
cli-demo-occupied = Nothing was written: { $folder } has files of the same names that are not from an earlier demo: { $names }. Choose an empty folder with --out, or overwrite them with --replace.
cli-demo-replaced = { $n } files that had the same names were replaced in { $folder }.
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
cli-would-overwrite = the list of refused rows would overwrite the export itself. Give --refused another name.

# Command lines that cannot be understood.
cli-usage = Usage: { $pattern } (all options: --help)
cli-unknown-option = There is no option “{ $option }”. See --help.
cli-unknown-option-similar = There is no option “{ $option }”. Did you mean { $similar }?
cli-unknown-command = There is no command “{ $command }”. The commands are check, import, heatmap, coverage, demo.
cli-missing-argument = Something is missing that must be given: { $arguments }.
cli-options-exclude = { $option } and { $other } cannot be given together. Leave one of them out.
cli-no-value = { $option } needs a value. { $wanted }
cli-wanted-value = Write it behind the option.
cli-wrong-value = { $option }: “{ $value }” cannot be used. { $wanted }
cli-not-text = The command line holds bytes that are no text. Write it in UTF-8.
cli-usage-other = { $why }
cli-wanted-one-of = Give one of: { $values }.
cli-wanted-crs = Give a reference system: wgs84, gcj02, bd09, epsg:4490, epsg:4547, epsg:3857, epsg:326xx, epsg:327xx or plane.
cli-wanted-rings = Give radii in metres above 0 with commas between, such as 300,500,800.
cli-wanted-delimiter = Give one ASCII character, or tab.
cli-wanted-bandwidth = Give metres above 0, such as 300.
cli-wanted-kernel = Give quartic, epanechnikov, triangular, uniform or gaussian.
cli-wanted-size = Give width x height in cells, such as 1280x960.
cli-wanted-extent = Give west,south,east,north in degrees, such as 113.7,22.5,114.1,22.9.
cli-wanted-pair = Give longitude,latitude, such as 113.9,22.6.
cli-wanted-months = Give a whole number from 1 to 120.
cli-wanted-whole-number = Give a whole number of at least 0.
cli-ring-twice = The ring of { $ring } m is given twice. Give each radius once.
