# Sentences of the command line.
cli-no-display = There is no display, so no window can be opened. These commands work without one: patrolgrid check, import, heatmap, coverage, export, bundle, unbundle, demo (see --help).
cli-no-gui = This program was built without the window (feature gui). These commands work: patrolgrid check, import, heatmap, coverage, export, bundle, unbundle, demo.
cli-window-failed = The window could not be opened: the display refused, or a graphics driver or a library of the window system is missing (on Debian: apt-get install libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 mesa-vulkan-drivers). These commands work without one: patrolgrid check, import, heatmap, coverage, export, bundle, unbundle, demo.
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
cli-not-written = The answer could not be written: { $why }.
cli-would-overwrite = the list of refused rows would overwrite the export itself. Give --refused another name.

# Command lines that cannot be understood.
cli-usage = Usage: { $pattern } (all options: --help)
cli-unknown-option = There is no option “{ $option }”. See --help.
cli-unknown-option-similar = There is no option “{ $option }”. Did you mean { $similar }?
cli-unknown-command = There is no command “{ $command }”. The commands are check, import, heatmap, coverage, export, bundle, unbundle, demo.
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
cli-wanted-incidents = Give a whole number from 0 to 100000000.
cli-wanted-seed = Give a whole number from 0 to 18446744073709551615.
cli-ring-twice = The ring of { $ring } m is given twice. Give each radius once.

# Help of the command line.
cli-help-heading-usage = {"Usage: "}
cli-help-heading-commands = Commands
cli-help-heading-arguments = Arguments
cli-help-heading-options = Options
cli-help-about = Patrol planning on a map, offline. Without a command the window opens.
cli-help-check = Tell everything that is wrong with a boundary file
cli-help-import = Tell what an incident export holds and what of it is refused
cli-help-coverage = Judge patrol points by the rings around them
cli-help-demo = Make a synthetic district: grids, roads, zones, points, incidents
cli-help-heatmap = The density of incidents as a raster file, and its value at single places
cli-help-option-help = Show this help
cli-help-option-version = Show the version
cli-help-option-lang = Language of every sentence: zh-CN or en
cli-help-option-json = Print one JSON object on stdout
cli-help-option-home = Where the plan and the settings are kept (default: the user's data folder)
cli-help-option-demo = Open the shipped demo district even if there is a plan to go on with
cli-help-option-files = Files to open in the window
cli-help-option-crs = Reference system: wgs84 gcj02 bd09 epsg:4490 epsg:4547 epsg:3857 epsg:326xx plane (default: declared or guessed)
cli-help-option-beside = A boundary file to compare with; may be given again
cli-help-check-file = The GeoJSON file (also .gz)
cli-help-import-file = The incident export (.csv, .txt, .tsv, each also .gz; .xlsx, .xls)
cli-help-import-refused = Write the refused rows as CSV
cli-help-option-lon = Column with the longitude or easting, by name or as #3
cli-help-option-lat = Column with the latitude or northing
cli-help-option-joined = Column with both coordinates
cli-help-option-time = Column with the date, or date and time
cli-help-option-clock = Column with the time of day, where it stands apart
cli-help-option-category = Column with the category
cli-help-option-discovery = Column that says who discovered it
cli-help-option-weight = Column with the count of incidents a row stands for
cli-help-option-encoding = Encoding (default: found out)
cli-help-option-delimiter = Delimiter: a character, or tab (default: found out)
cli-help-option-sheet = Sheet of a workbook (default: the first that looks most like a table)
cli-help-option-points = Patrol points: GeoJSON, or CSV with id and lon,lat or x,y
cli-help-option-incidents = Incidents: CSV, also .gz
cli-help-option-grids = Grid boundaries: GeoJSON; once for each level
cli-help-option-zones = Priority zones: GeoJSON
cli-help-option-rings-m = Ring radii in metres, straight-line
cli-help-option-patrol-discovered = Count also incidents that patrols came upon
cli-help-demo-seed = The seed: the same seed gives the same bytes (default: 1)
cli-help-demo-out = The folder to write into; made where it is missing
cli-help-demo-incidents = Incidents to make (default: 200,000)
cli-help-demo-months = Months they are spread over, from July 2024 (default: 24)
cli-help-demo-replace = Overwrite files of the same names in the folder
cli-help-heatmap-bandwidth-m = Bandwidth of the kernel on the ground, metres (default: 300)
cli-help-heatmap-kernel = Kernel: quartic, epanechnikov, triangular, uniform or gaussian (default: quartic)
cli-help-heatmap-size = Columns and rows of the raster (default: 1280x960)
cli-help-heatmap-extent = The box to fill (default: around the incidents, grown by the bandwidth), in the units of the reference system
cli-help-heatmap-at = A place whose exact value is wanted; may be given again
cli-help-heatmap-out = The file to write: .tif (float32, incidents per km²) or .png
cli-help-export = Write a layer of a plan as a file for other programs
cli-help-export-plan = The plan file (.gpkg)
cli-help-export-layer = What goes out: points, zones, district, subdistricts, communities, police-grids, work-grids, incidents or roads
cli-help-export-public = For the public: small counts and what would give them away stay untold, points go to the middle of their grid
cli-help-export-out = The file to write; its ending is the format: .geojson .gpkg .shp .kml .gpx .csv .xlsx
cli-export-log-broken = the plan's edit log cannot be followed from entry { $number } on. Open the plan in the window to see what is wrong.
cli-help-bundle = Hand a plan over to another network as one signed file
cli-help-bundle-plan = The plan file (.gpkg)
cli-help-bundle-out = The file to write (.pgbundle)
cli-help-bundle-key-file = The file of the key to sign with; made where there is none (default: in the user's data folder)
cli-help-bundle-unsigned = Do not sign
cli-help-unbundle = Take a plan out of such a file where its sender is known
cli-help-unbundle-bundle = The bundle (.pgbundle)
cli-help-unbundle-out = The plan file to write; one that is there already stays, and that is an error
cli-help-unbundle-key = A sender's key, 64 hexadecimal digits; may be given several times (default: those known in the window)
cli-help-unbundle-unsigned = Take up a bundle without a signature too
