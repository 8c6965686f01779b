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
map-square-metres = { $n } m²
map-km2 = { $n } km²
map-per-km2 = incidents/km²
map-legend-heat = Heat
map-legend-lock = Lock the scale: colours keep their meaning over time, filter and zoom
map-legend-unlock = Unlock the scale: colours follow the data
map-legend-moved = Scale moved: click to confirm
map-legend-no-figure = No figure
map-figure-incidents = incidents
map-figure-per-km2 = incidents/km²
map-figure-per-1000 = incidents per 1,000 residents
map-figure-residents = residents
map-tip-police-grid = Police grid { $name }
map-tip-police-grid-of = Police grid { $name } ({ $unit })
map-tip-incidents = { $level }: { $n ->
    [one] { $n } incident
   *[other] { $n } incidents
}
map-new-point = Point { $n }
map-new-zone = Zone { $n }
map-hint-zone = Click corner by corner to draw a zone
map-hint-zone-drawing = Double click or Enter closes · Backspace takes a corner back · Esc drops
map-hint-crosses = The outline crosses itself: adjust it
map-hint-measure = Click point by point to measure
map-hint-measuring = Double click or Enter ends · click the start for the area
map-menu-rename = Rename…
map-menu-lock = Lock
map-menu-unlock = Unlock
map-menu-duplicate = Duplicate
map-menu-delete = Delete
map-menu-zoom = Zoom to this
map-menu-add-point = Add a patrol point here
map-menu-centre = Centre the map here
map-menu-copy = Copy coordinates { $place }
map-base-map-trouble = The base map “{ $file }” cannot be shown: { $why }
map-base-map-file = { $why }
map-base-map-no-tiles = it is no sound MBTiles or PMTiles file.
map-base-map-compression = its compression is not supported; use gzip or none.
