# Words
brief-list-comma = { ", " }
brief-categories = { $n } categories
brief-metres = { $n } m
brief-minutes = { $n } min
brief-percentage-points = { $n } percentage points
brief-outside-grids = outside the grids
brief-outside = In no grid
brief-basis = { $plan } · data to { $date } · { $what }
brief-incidents = Incidents
brief-residents = Residents
brief-area = Area
brief-points = Patrol points
brief-zones = Priority zones
brief-zone = Priority zone
brief-density = Density
brief-share = Share
brief-rank = No.
brief-category = Category
brief-sum = Sum
brief-sum-district = District
brief-n-residents = { $n } residents
brief-n-km2 = { $n } km²
brief-n-areas = { $n }
brief-n-points = { $n }
brief-n-zones = { $n }
brief-n-rows = { $n } rows
brief-n-days = { $n } days
brief-n-rows-share = { $n } rows ({ $share })
brief-n-of-areas = { $n } of { $all }
brief-n-per-point = { $n } incidents
brief-point-number = Patrol point { $n }
brief-from-to = { $before } → { $after }
brief-unit-incidents = incidents
brief-unit-percent = %
brief-unit-percentage-points = % points
brief-unit-km2 = km²
brief-unit-per-km2 = per km²
brief-unit-residents = people
brief-unit-points = points
brief-unit-areas = grids
brief-unit-metres = m
brief-unit-minutes = min

# Definitions
brief-def-incidents = Incidents that the filter leaves.
brief-def-residents = Sum of the residents that the grids record.
brief-def-area = Area of the district on the ground.
brief-def-areas = How many areas of this level there are.
brief-def-points = How many patrol points the plan has.
brief-def-zones = How many priority zones the plan has.
brief-def-outside = Incidents that count but lie in no area of any level.
brief-def-within = Share of all incidents with a patrol point within { $ring }.
brief-def-within-area = Share of the area of all grids with a patrol point within { $ring }.
brief-within = Within { $ring }
brief-def-of-both = { $share } of the incidents of both maps.

# Heat
brief-densest-of = Densest place ({ $what })
brief-densest = { $place }, { $n } per km²
brief-def-densest = Where the kernel density is greatest; bandwidth { $m } m, over the whole period.
brief-in-densest = In the densest 5 % of the area ({ $what })
brief-def-in-densest = Share of all incidents in the densest of the finest grids that together make up at most 5 % of the area.
brief-share-second = Share of the latter

# Change
brief-new = new
brief-none = none
brief-before = Period before
brief-year-before = A year before
brief-def-change = Change against the period before ({ $period }).
brief-def-before = Incidents that count in the period before.
brief-def-year-before = Against the same dates a year before.
brief-def-year-before-festival = Against the days of the year before that lie alike about the Spring Festival.
brief-def-category = Incidents of this period, and the change against the period before.
brief-column-before = Before
brief-column-now = Now
brief-column-difference = Difference
brief-column-change = Change
brief-column-chance = Beyond chance
brief-clearly-more = clearly more
brief-clearly-fewer = clearly fewer
brief-within-chance = within chance
brief-change-chance = “Clearly”: beyond chance once period lengths are allowed for, with at most 5 % false alarms among all areas so called.
brief-change-no-period = No period is chosen, so there is none before it. Choose a period for this scene.
brief-change-nothing-before = There are no data for the period before ({ $period }): nothing to compare with.
brief-change-begins-late = The data begin on { $date }: the period before is not complete.
brief-change-lengths = This period has { $now } days, the one before { $before }; counts are as they are.

# Zones
brief-zones-share = Incidents in the priority zones
brief-def-zones-share = Share of all incidents that lie in the priority zones.
brief-def-zones-share-on = Share of all incidents that lie in the priority zones, which take up { $area } of the district.
brief-zones-overlap = Priority zones overlap: the sum counts incidents there more than once.
brief-covered = Covered

# Reach
brief-beyond = Incidents beyond { $ring }
brief-def-beyond = Incidents whose nearest patrol point is farther than { $ring }.
brief-beyond-share = Share of all incidents
brief-def-beyond-share = Share of all incidents that lie beyond the outermost ring.
brief-uncovered = Uncovered incidents
brief-uncovered-grids = Uncovered grids
brief-def-uncovered-grids = Finest grids of which the outermost ring covers less than half.
brief-all-covered = No grid has more than half of its area uncovered.
brief-nearest-point = Nearest patrol point
brief-arrival = Response time
brief-distance = Distance
brief-twice = Twice within { $ring }
brief-twice-short = Twice
brief-def-twice = Share of incidents with two or more patrol points within { $ring }: the backup.
brief-mean = Mean
brief-median = Median
brief-p90 = 90 % within
brief-worst = Worst
brief-def-response = From incidents to their nearest patrol point, in the measure of the rings; those nobody reaches are left out.
brief-ring = Ring
brief-area-share = Area covered
brief-grids-covered = Grids covered

# Proposal
brief-def-proposed = Share of incidents within { $ring }; today { $before }.
brief-moves = Moved and added
brief-moves-adds = { $moves } moved, { $adds } added
brief-def-moves = Patrol points that would move or be added; all others stay.
brief-proposal-gone = { $n } of the points proposed to move are no longer in the plan and are passed over.
brief-column-today = Today
brief-column-proposed = Proposed
brief-column-gain = Gain

# Subdistricts and staffing
brief-subdistrict-most = { $name } has the most: { $n }, { $share } of all.
brief-unit = Responsible unit
brief-no-unit = No unit named
brief-per-point = Per patrol point
brief-def-per-point = Incidents to which a patrol point is the nearest, on average.
brief-locked = Of those locked
brief-def-locked = Locked patrol points stay where they are when points are suggested.
brief-busiest = Busiest patrol point
brief-least-busy = Least busy patrol point
brief-point-load = { $name }, { $n }
brief-def-first = Incidents to which it is the nearest patrol point.
brief-first-at = Nearest to
brief-column-per-point = Per point
brief-point-share = Share of points
brief-incident-share = Share of incidents
brief-ratio = Points ÷ incidents
brief-ratio-high = ▲ { $n } many
brief-ratio-low = ▼ { $n } few
brief-staffing-shares = The plan holds no patrol hours: the share of points stands for them. Where it is more than 2 or less than 0.5 times the share of incidents, it is marked.

# Data
brief-data-to = Data to
brief-def-data-to = The last day the incidents speak of; nothing later is known.
brief-column-item = Item
brief-column-value = Value
brief-data-file = Source file
brief-data-found = Rows in the file
brief-data-refused = Refused (no coordinates, or unusable)
brief-data-counted = Incidents that count
brief-data-missing = Days of the period without any incident
brief-data-no-hour = Share without a known hour
brief-data-patrol = Share found by patrols
brief-data-crs = Reference system of the file
brief-define-heat = Heat is a kernel density ({ $kernel }, bandwidth { $m } m) in incidents per km² over the period; it does not change with zoom.
brief-define-coverage-straight = Coverage goes by the straight line to the nearest patrol point; exactly on a ring is within it.
brief-define-coverage-road = Coverage goes by the time over roads from the nearest patrol point, turn-out included; exactly on a ring is within it.
brief-define-crs = Places are WGS 84; lengths and areas are metres on the ground.
brief-places-only = Places and sums only: nothing here is about a person.
brief-false-reds = { $areas } grids judged at 5 % each would give about { $n } false alarms by chance; the map keeps false alarms to at most 5 % of those coloured.

# What is missing
brief-no-incidents = No incidents are imported yet.
brief-no-grids = No grids are opened yet.
brief-no-subdistricts = There are no subdistricts to list by.
brief-no-zones = The plan has no priority zones yet.
brief-no-points = The plan has no patrol points yet.
brief-no-dates = The incidents have no dates: periods cannot be compared.
brief-no-proposal = There is no proposal yet: ask for one with “Suggest…” at the workbench and put it into the briefing.
brief-public-untold = * For the public: counts under 5 and what would give them away stay untold; patrol points stand in the middle of their grid.

# Draft
brief-title-district = The district: grids, residents, incidents
brief-title-heat = Where incidents crowd: by day 6–22 h, by night 22–6 h
brief-title-change = { $period } against the period before
brief-title-change-none = What changed since the period before
brief-title-zones = { $n ->
    [one] One priority zone
   *[other] The { $n } priority zones
}
brief-title-zones-none = Priority zones
brief-title-uncovered = Where coverage is worst
brief-title-points = What today’s patrol points reach
brief-title-proposal = What the proposed points gain
brief-title-subdistricts = Subdistrict by subdistrict
brief-title-staffing = Points and incidents: who is busy
brief-title-data = The data and its limits
brief-note-district = Begin with the ground: area, residents, grids of every level, and the incidents that count. The darker an area, the more incidents per km².
brief-note-heat = The first map is the day, the second the night, under one colour scale, so they can be compared. Look for places hot in one only: they need different shifts.
brief-note-change = Tell the change of the total first, then which subdistricts changed beyond chance. Months differ in length and holidays matter: do not read the percentage alone.
brief-note-zones = Priority zones hold many incidents on little ground. Look at those with low coverage, and at those without a patrol point.
brief-note-uncovered = Hatched places lie beyond the outermost ring. The table ranks them by uncovered incidents and names the nearest patrol point.
brief-note-points = This is what today’s points reach. Read the middle ring first, then whether there is a backup.
brief-note-proposal = Today and proposed, by the same incidents and the same rule. Say how many points move and what coverage that buys.
brief-note-proposal-none = There is no proposal yet. Ask for one at the workbench before the meeting, or take this scene out.
brief-note-subdistricts = The rows add up to the district. Look for subdistricts with high density and low coverage.
brief-note-staffing = Units whose share of points is twice or half their share of incidents are marked. A mark is a question, not a verdict.
brief-note-data = What was said holds up to the data date. Say unasked how much was refused, which days are missing and how figures are defined.

# Check before the meeting
brief-check-old = The data end on { $date }, { $days } days ago.
brief-check-no-incidents = There are no incidents: the briefing has no figures to tell.
brief-check-missing-days = { $n ->
    [one] One day of the period has no incident at all ({ $days }): data may be missing.
   *[other] { $n } days of the period have no incident at all ({ $days }): data may be missing.
}
brief-check-refused = { $n ->
    [one] One row was
   *[other] { $n } rows were
 } refused at import ({ $share }), mostly for want of coordinates: no map shows them.
brief-check-untold = { $n ->
    [one] One figure stays
   *[other] { $n } figures stay
 } untold in public.
brief-check-off-road = { $n ->
    [one] One patrol point stands
   *[other] { $n } patrol points stand
 } more than 200 m from any road ({ $names }): response times count from the nearest.
brief-check-periods = Scenes speak of different periods ({ $periods }): their figures cannot be compared.
brief-check-zone-gone = { $n } of the zones this scene puts forward { $n ->
    [one] is
   *[other] are
 } no longer in the plan.
brief-check-point-gone = { $n } of the points this scene proposes to move { $n ->
    [one] is
   *[other] are
 } no longer in the plan.
brief-check-empty = This scene has nothing to tell.
brief-check-no-layers = This scene shows no layer.
brief-check-nothing-counts = Not one incident passes this scene’s filter.
brief-check-patrol = { $share } of the incidents were found by patrols: more than 10 %.
brief-check-no-title = This scene has no title.
brief-and-more = and more

# Files
brief-continued = { $title } ({ $n }/{ $of })
brief-notes-more = More figures
brief-notes-table = The table follows on the next slide
brief-map-alt = Map: { $what }
brief-html-contents = Contents
brief-html-keys = ← → turn pages, number and Enter jumps, C contents, N notes, P print
brief-html-notes = Notes
brief-deck-title = { $plan }: briefing
