# Sentences about files.
io-cannot-open = Cannot open “{ $file }”: { $why }
io-cannot-write = Cannot write “{ $file }”: { $why }
io-why-not-found = there is no such file. Check its name and folder.
io-why-no-permission = you may not use it. Ask for the right to read or write it, or choose another place.
io-why-a-folder = this is a folder. Name the file in it.
io-why-not-a-file = this is a device or a pipe, not a file. Save the data as a file first.
io-why-disk-full = the disk is full. Make room and try again.
io-why-read-only = the disk can only be read. Choose another place.
io-why-system = { $why }. Check that the file exists and that you may read it.
io-bad-content-at = “{ $file }”, line { $line }, column { $column }: { $what }
io-bad-content = “{ $file }”: { $what }
io-cancelled = Cancelled.
io-file-empty = the file is empty. Export or copy it again.

# JSON and GeoJSON that cannot be read.
io-not-utf8 = this is neither UTF-8 nor GB18030 text. Save the file as UTF-8 and open it again.
io-gzip-broken = the compressed file is damaged. Copy or download it again.
io-gzip-cut-off = the compressed file ends too early: it was cut off. Copy or download it again.
io-gzip-too-large = the file unpacks to more than 4 GiB and was not read. Split it, or unpack it yourself to see what it is.
io-json-ended = the file ends in the middle of a value: it was cut off. Copy or export it again.
io-json-unexpected = found “{ $found }” where { $wanted } should stand.
io-json-control-character = a control character stands inside a text; JSON writes it as an escape.
io-json-bad-escape = this escape does not exist in JSON.
io-json-too-deep = nested deeper than { $most } levels. This is no boundary file.
io-json-trailing = something stands after the end of the data.
io-geojson-no-object = GeoJSON begins with “{"{"}”. This file holds something else.
io-geojson-no-type = the “type” member is missing: this is not GeoJSON.
io-geojson-unknown-type = the type “{ $found }” is not one of GeoJSON (FeatureCollection, Feature, Polygon, …).
io-geojson-other-format = this is { $format }, not GeoJSON. Convert it to GeoJSON first.
io-geojson-no-features = the FeatureCollection has no list of “features”.
io-crs-unknown = the reference system “{ $name }” is not known here. Choose the right one of: { $known }; or convert the file to WGS 84.
io-feature-refused = feature { $number }: { $why }
io-points-not-a-point = a patrol point must be a Point.
io-points-no-columns = no columns for the place were found. Name them lon and lat (or x and y).
io-points-no-place = “{ $found }” is no place: two numbers are wanted.
io-table-broken = the table cannot be read: { $why }.
io-roads-no-lines = none of the { $n } features is a line.

# Defects of boundaries.
io-defect-at-line = Line { $line }, column { $column }: { $what }
io-defect-unclosed-ring = { $n ->
    [one] A ring was not closed
   *[other] { $n } rings were not closed
}: the last corner was not the first. Closed.
io-defect-repeated-corner = { $n ->
    [one] A corner stood twice in a row
   *[other] { $n } corners stood twice in a row
}. The second was dropped.
io-defect-degenerate-ring = { $n ->
    [one] A ring has no area and was dropped.
   *[other] { $n } rings have no area and were dropped.
}
io-defect-no-extent = The boundary encloses no area: fewer than three different corners, or all on one line. Refused.
io-defect-wrong-winding = { $n ->
    [one] A ring ran the wrong way round
   *[other] { $n } rings ran the wrong way round
}: outer rings run counter-clockwise, holes clockwise. Turned.
io-defect-empty = The feature has no geometry, or an empty one. Refused.
io-defect-non-finite = A coordinate is not a finite number. Refused.
io-defect-out-of-range = The coordinates { $x }, { $y } cannot lie in { $crs }. Refused; check the reference system.
io-defect-not-an-area = The feature is no polygon. Refused.
io-defect-part-not-an-area = { $n ->
    [one] A point or line in the feature was left out
   *[other] { $n } points or lines in the feature were left out
}; its polygons are shown.
io-defect-antimeridian = The boundary crosses the 180° meridian; it is shown as written. Cut it in two at 180°.
io-defect-antimeridian-cut = The boundary crosses the 180° meridian; it was cut there.
io-defect-missing-code = No code and no name was found; called { $code } here.
io-defect-duplicate-code = The code “{ $code }” came before; called “{ $renamed }” here.
io-defect-encoding = The file is { $encoding }, not UTF-8; it was decoded.
io-defect-swapped = The numbers stand latitude or northing first ({ $crs }); they were swapped.
io-defect-looks-projected = The numbers do not fit { $crs }; they look like { $guess }. Choose that reference system and read the file again.
io-defect-looks-like-degrees = The numbers are small enough for degrees, but were read as metres of { $crs }. Choose the reference system they are really in, most likely wgs84, gcj02 or epsg:4490.
io-defect-no-features = The file holds no feature at all.
io-defect-unknown-parent = Its { $level } “{ $name }” is not in that layer; the place was used instead.
io-defect-no-parent = No area of the level { $level } holds it.
io-defect-bare-geometry = A geometry stands here without its feature; it is shown without attributes.
io-defect-no-feature = Something else stands where a feature should be. Refused.
io-defect-no-type = The “type” member is missing or no text.
io-defect-wrong-type = The type “{ $found }” does not belong here.
io-defect-no-properties = The “properties” member is missing.
io-defect-bad-properties = “properties” must be an object or null; it was passed over.
io-defect-no-geometry = The “geometry” is missing or no object. Refused.
io-defect-no-geometries = The geometry collection has no list of “geometries”. Refused.
io-defect-nested-collection = A geometry collection stands inside another.
io-defect-bad-coordinates = The coordinates are not those of a { $type }. Refused.
io-defect-too-many-numbers = A position has more than three numbers; those after the height were passed over.
io-defect-bad-id = The “id” must be a text or a number; it was passed over.
io-defect-bad-bbox = The “bbox” must be four or six numbers; it was passed over.
io-defect-member-twice = The member “{ $name }” stands twice; the last one counts.
io-defect-attribute-twice = The attribute “{ $name }” stands twice; the last one counts.
io-defect-misplaced-member = The member “{ $name }” does not belong into an object of this type; it was passed over.
# Incident exports.
io-personal-identity = “{ $column }” holds identity numbers. Personal data is not imported.
io-personal-phone = “{ $column }” holds phone numbers. Personal data is not imported.
io-personal-plate = “{ $column }” holds number plates or vehicle numbers. Personal data is not imported.
io-personal-name = “{ $column }” names persons. Personal data is not imported.
io-personal-device = “{ $column }” holds device numbers (IMEI, MAC). Personal data is not imported.
io-personal-email = “{ $column }” holds e-mail or chat accounts. Personal data is not imported.
io-personal-bank-card = “{ $column }” holds bank cards or accounts. Personal data is not imported.
io-personal-home = “{ $column }” says where persons live. Personal data is not imported.
io-personal-birth = “{ $column }” says when persons were born. Personal data is not imported.
io-personal-free-text = “{ $column }” is text that carries identity, phone or plate numbers. Personal data is not imported.
io-refusal-line = Line
io-refusal-column = Column
io-refusal-reason = Reason
io-refusal-found = Found
io-refusal-wanted = Wanted
io-refused-wrong-cell-count = Too few or too many cells
io-refused-undecodable = Characters that cannot be decoded
io-refused-missing-coordinates = No coordinates
io-refused-zero-coordinates = Coordinates are 0, 0
io-refused-bad-coordinates = Coordinate is not a number
io-refused-out-of-range = Coordinate out of range
io-refused-not-degrees = Metres or feet where degrees belong
io-refused-bad-time = Time cannot be read
io-refused-bad-weight = Count is not a number of at least 0
io-wanted-closed-quote = A closing quotation mark: the one opened on this line is never closed.
io-wanted-shorter-row = A row of at most 1 MB.
io-wanted-cells = { $n } cells, as many as columns. Put text with the delimiter in it into quotation marks.
io-wanted-decodable = Text in the file's encoding. Try another encoding (UTF-8, GB18030) in the import dialog.
io-wanted-joined = Longitude and latitude in one cell, such as “113.9, 22.6”.
io-wanted-degree-number = A number in degrees, such as 113.9.
io-wanted-metre-number = A number in metres, such as 489700.5.
io-wanted-real-place = The real place; 0, 0 lies in the Gulf of Guinea.
io-wanted-on-globe = Longitude from -180° to 180°, latitude from -90° to 90°, longitude first.
io-wanted-in-crs = Coordinates within { $crs }.
io-wanted-degrees = Degrees. If the file is in metres, choose its reference system.
io-wanted-degrees-or-crs = Degrees. These look like { $crs }: choose that reference system.
io-wanted-time = A date, or a date and time, such as 2024-01-05 08:03.
io-wanted-count = A number of at least 0.
io-unknown-encoding = There is no encoding “{ $name }”. Use UTF-8, GB18030 or UTF-16.
io-incidents-empty = The file has no rows.
io-sheet-locked = The workbook is locked with a password and cannot be read. Take the password off in Excel, save it, and import it again.
io-sheet-damaged = The workbook is damaged and cannot be read ({ $why }). Open it in Excel, save it as .xlsx or CSV, and import that.
io-sheet-too-large = The workbook unpacks to far more than a table of incidents and was not read. Check where it comes from, or save it as CSV.
io-sheet-too-wide = Row { $row } has more than { $most } columns; this is no table of incidents and was not read. Delete the columns you do not need, or save it as CSV.
io-sheet-none = The workbook has no sheet “{ $name }”; it has: { $known }.
io-warn-one-sheet = The workbook has { $n } sheets; only “{ $sheet }” was read.
io-incidents-no-such-column = There is no column { $n }: the file has { $columns }.
io-incidents-no-coordinates = No columns with coordinates were found among: { $columns }. Choose longitude and latitude.
io-incidents-is-json = This is JSON, not a table. Incidents are read from CSV; boundaries, points and zones from GeoJSON.
io-warn-patrol-discovered = { $percent } % of the rows ({ $n }) were discovered by patrols. They stay out of the risk layer by default, because they follow the patrols.
io-warn-far-outside = { $n ->
    [one] { $n } place lies far outside the bulk. It is kept.
   *[other] { $n } places lie far outside the bulk. They are kept.
}
io-warn-month-only = { $n ->
    [one] { $n } row knows only its month: neither hour nor weekday is used.
   *[other] { $n } rows know only their month: neither hour nor weekday is used.
}
io-warn-day-only = { $n ->
    [one] { $n } row knows only its day: no hour is used.
   *[other] { $n } rows know only their day: no hour is used.
}
io-warn-no-time = { $n ->
    [one] { $n } row has no time. It counts only where no period is chosen.
   *[other] { $n } rows have no time. They count only where no period is chosen.
}
io-warn-identical-rows = { $n ->
    [one] { $n } row is written exactly like an earlier one. It is kept; check whether the export repeats itself.
   *[other] { $n } rows are written exactly like an earlier one. They are kept; check whether the export repeats itself.
}
io-warn-categories-dropped = { $n ->
    [one] { $n } row lost its category: too many categories, or the text looked personal.
   *[other] { $n } rows lost their category: too many categories, or the text looked personal.
}
io-warn-more-refused = { $n } more refused rows are counted but not listed.
io-warn-stray-quotes = { $n ->
    [one] { $n } row has a quotation mark in the middle of a cell (line { $line }). It was kept as text.
   *[other] { $n } rows have a quotation mark in the middle of a cell (first on line { $line }). It was kept as text.
}
io-warn-title-rows = { $n ->
    [one] { $n } title row above the header was skipped.
   *[other] { $n } title rows above the header were skipped.
}
io-warn-no-header = The file has no header row: columns were told by their values. Check the mapping.
io-warn-day-order = Dates like 05/06/2018 can be read two ways; they were read as month/day. Check one you know.
io-warn-crs-guessed = By the size of the numbers the coordinates were taken as { $crs }. Check that the places lie where they should.
io-warn-looks-like-degrees = The coordinates are small enough for degrees, but were read as metres of { $crs }. Choose the reference system they are really in.
io-warn-no-rows = The file has a header but no rows.
io-warn-utc = The times are marked as universal time (UTC). They are used as written; export them in local time if hours and weekdays are to be right.
io-warn-places-shifted = { $outside } % of the places lie outside “{ $layer }”; read as { $crs } it would be { $after } %. Most likely the coordinates are { $crs }.
io-warn-boundaries-shifted = { $outside } % of the places lie outside “{ $layer }”; if that layer were read as { $crs } it would be { $after } %. Most likely the boundaries are { $crs }.
io-warn-swapped = Longitude and latitude were the wrong way round; they were read the right way.
io-incidents-unknown-column = There is no column “{ $name }”. The columns are: { $columns }.
io-defect-self-intersection = A ring crosses itself or runs along itself here. Shown; figures on it may be off.
io-defect-hole-crosses = A hole crosses its outer ring or another hole here. Shown; figures on it may be off.
io-defect-hole-outside = A hole lies outside its outer ring, or in another hole. Shown; figures on it may be off.
io-defect-parts-cross = Two parts of the feature cross or share a stretch of boundary here. Shown; figures on it may be off.
io-defect-parts-cover = A part of the feature lies within another part. Shown; figures on it may be off.
io-defect-duplicate-geometry = The same boundary stands at “{ $other }” before: what lies there counts twice.
io-defect-overlap = Overlaps “{ $other }” by { $area } m²: what lies there counts twice.
io-defect-gap = Between { $names } there is a gap of { $area } m²: what lies there belongs to no area.
io-defect-topology-unfinished = The file has so many touching areas that overlaps were not looked for everywhere.
io-defect-gaps-unfinished = The areas cross each other so often that gaps were not looked for.
io-defect-more-overlaps = { $all } pairs of areas overlap; the first { $named } are named. Most likely this is not one layer of areas side by side.
io-defect-more-overlaps-at-least = At least { $all } pairs of areas overlap; the first { $named } are named. Most likely this is not one layer of areas side by side.
io-defect-self-touch = A ring touches itself in a point here. Figures are right, but other programs may call the boundary invalid.
io-defect-shifted = The layer lies { $metres } m off “{ $other }”, the way { $crs } does. Read it as { $crs }.
io-defect-inside-split = Holes touch here in such a way that they cut the inside in two. Figures are right, but other programs may call the boundary invalid.
plan-file-no-plan = it is neither a plan of PatrolGrid nor one of its old project files
plan-file-damaged = a part of it is damaged ({ $what }); keep the file and hand it to your maintainer
plan-file-newer = it was written by a newer PatrolGrid (format { $format }); it was left untouched. Open it with the newer program
plan-file-read-only = the file or its folder cannot be written; save it elsewhere to go on with a copy
plan-file-held = it is open in another PatrolGrid: { $who } on { $host }, since { $since }; here it can only be read. Save it elsewhere to go on with a copy
plan-file-changed = another program has changed the file; nothing was written over it. Save your plan elsewhere, then open the file anew
plan-file-gone = the file was deleted, moved or replaced; nothing was written over what lies there. Save your plan elsewhere
plan-file-busy = another program is writing into the file

io-shp-broken-head = this is no sound Shapefile: its first 100 bytes are damaged. Copy or export it again.
io-shp-cut-off = the Shapefile is shorter than it says: it was cut off. Copy or export it again.
io-shp-broken-record = record { $number } of the Shapefile does not hold what it says. Copy or export the file again.
io-shp-other-table = the Shapefile has { $shapes } shapes but its table (.dbf) has { $rows } rows: they do not belong together. Copy the .shp and the .dbf from the same export.
io-dbf-broken-head = the table beside the Shapefile (.dbf) is damaged at its beginning. Copy or export it again, or move it away to read the shapes without their attributes.
io-dbf-cut-off = the table beside the Shapefile (.dbf) should have { $wanted } rows and has { $found }: it was cut off. Copy or export it again.
io-kml-broken = the text of the KML is damaged here. Copy or export it again.
io-kml-not-xml = this is no sound XML ({ $why }). Export the KML again.
io-kml-cut-off = the KML ends in the middle: it was cut off. Copy or export it again.
io-kml-entity = the entity “&{ $name };” is not read: a map needs none. Export the KML again without entities of its own.
io-kml-too-deep = elements lie more than { $most } deep in one another. Export the KML again with fewer folders.
io-kml-no-place = “{ $found }” is no place; wanted: longitude,latitude as two numbers.
io-kml-only-links = the KML holds only links to other files or addresses, and links are never followed. Open the file they lead to.
io-zip-broken = the zip file is damaged. Copy or download it again, or unpack it yourself.
io-zip-too-large = a file inside unpacks to more than { $most } MiB and was not read. Unpack the zip file yourself and open what is in it.

io-out-unknown-format = the ending of the name asks for no format known here. Give it one of: .geojson .gpkg .shp .kml .gpx .csv .xlsx
io-out-gpx-areas = GPX holds points alone, not areas. Choose GeoJSON, GeoPackage, Shapefile, KML, CSV or XLSX.
io-out-workbook = the file cannot be made ({ $why }). Choose another format.
io-out-too-large = the layer is larger than a Shapefile can be. Choose GeoPackage.
export-points = Patrol points
export-zones = Priority zones
export-id = id
export-name = name
export-unit = unit
export-locked = locked
export-rank = rank
export-colour = colour
export-area = area (km²)
export-lon = lon
export-lat = lat
export-wkt = wkt
export-about = About
export-plan = plan
export-crs = coordinates
export-made = made (UTC)
export-data-date = data until
io-worker-broke = reading it took more memory than such a file can need, or broke the reader. The file was refused and nothing of it was taken; export it anew, or check what it is
io-worker-too-long = reading it took longer than { $n } s. The file was refused and nothing of it was taken; export it anew, or split it
io-tiles-not-sound = it is no sound MBTiles or PMTiles file.
io-tiles-compression = its compression is not supported; use gzip or none.
export-incidents-layer = Incidents
export-roads = Roads
export-code = Code
export-responsible = Responsible unit
export-residents = Residents
export-incidents = Incidents
export-per-km2 = Incidents per km²
export-per-1000 = Incidents per 1,000 residents
export-withheld = Withheld
export-category = Category
export-time = Time
export-found-by = Found by
export-weight = Incidents the row stands for
export-class = Class
export-one-way = One-way
export-bridge = Bridge
export-basis = What counts
export-with-patrols = those found by patrols too
export-without-patrols = without those found by patrols
export-public = Made for the public
export-public-counts = Counts under { $n } are withheld, and so are as many others as keep them from being worked out from totals; such cells are empty and marked.
export-public-points = Points stand in the middle of their grid; { $n } outside every grid stayed out.
io-file-several-layers = the file holds several layers (“{ $first }”, “{ $second }”, …). Say which is meant by going on inside it: FILE/{ $first }
io-file-no-such-layer = the file has no layer “{ $name }”.
io-gpkg-no-features = the GeoPackage holds no features: no table of shapes, or only empty ones.
io-gpkg-unfinished = another program holds this GeoPackage open with changes that are not in it yet. Close it there, then open it here.
io-gpkg-broken = the GeoPackage is damaged or not as the standard has it ({ $why }). Export it again from the program it comes from.
io-gpkg-broken-geometry = row { $number } of “{ $table }” holds no sound geometry. Export the layer again.
io-zones-no-outlines = no column holds outlines. Give the table a column “wkt” with well-known text (POLYGON ((…))).
io-zones-no-outline = the outline in this row is no well-known text. It should begin with POLYGON or MULTIPOLYGON.
io-out-is-a-plan = a plan lies under this name, and an export never takes its place. Give the file another name.
bundle-system = { $file }: { $why }
bundle-none = it is no bundle of a plan, or was cut off on the way. Ask for it again.
bundle-bad-signature = its signature does not verify: the bundle was changed on the way, or was not made by the key it names. Do not use it; ask the sender for it again.
bundle-changed = the plan inside is not the one that was handed over: it was changed or damaged on the way. Do not use it; ask the sender for it again.
bundle-swells = the plan inside would take far more room than any plan does. It was refused; ask the sender for it again.
bundle-no-key = the key to sign with cannot be had ({ $why }). Give another file, or send the plan unsigned.
bundle-unsigned = it carries no signature, so nobody vouches for it. Give --unsigned to take it up all the same.
bundle-unknown-key = signed by “{ $by }” with a key that is not known here. Ask the sender by another way; where it is theirs, give --key { $key }
io-osm-broken = this is no sound file of OpenStreetMap: a part of it does not hold what it says. Download or copy it again.
io-osm-cut-off = the file of OpenStreetMap ends in the middle: it was cut off. Download or copy it again.
io-osm-packing = its blocks are packed with { $packing }, which is not read here. Convert it once: osmium cat FILE -o OUT.osm.pbf
io-osm-feature = the file wants a reader that knows “{ $feature }”, which this one does not. Ask for an extract without history.
io-osm-doctype = the document defines a type of its own, which may hide anything. It is refused; export it again without one.
io-osm-no-root = it begins as XML does, but not as a file of OpenStreetMap.
io-tntp-no-nodes = the places of the junctions are missing: a file …_node.tntp must lie beside …_net.tntp.
io-graphml-broken = the text of the GraphML is damaged or not as OSMnx writes it. Export it again.
io-graphml-cut-off = the GraphML ends in the middle: it was cut off. Copy or export it again.
io-roads-none = the file holds no road. Choose one that does.
io-places-no-columns = no columns for id or place were found. Name them id, lon, lat (or x, y) and weight.
io-places-no-number = “{ $found }” is no number.
io-places-below-nothing = { $found } is below 0: weights and costs are not negative.
io-places-id-twice = the id “{ $id }” stands there twice. Each id may stand there once.
io-costs-no-columns = a table of costs needs the columns site, demand and cost.
