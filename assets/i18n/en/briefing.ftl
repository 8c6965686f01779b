# Briefing: scenes, showing and exporting them
ui-tab-brief = Brief
ui-group-brief = Briefing
ui-act-scenes = Scenes of the briefing
ui-act-add-scene = Add what is on screen as a scene
ui-act-draft-briefing = Draft a briefing
ui-act-export-briefing = Export the briefing or an atlas…
ui-act-still-scenes = Jump from scene to scene, or glide
ui-empty-scenes = A briefing is a row of scenes: a map with its figures, each with a title and your notes. Draft ten from the plan, or add what is on screen.
ui-brief-begin = Begin
ui-brief-two-screens = Two screens
ui-brief-two-screens-tip = The scene on the projector; your notes, the next scenes and the clock here
ui-brief-export = Export…
ui-brief-export-title = Export the briefing
ui-brief-draft-again = Draft again
ui-brief-draft-again-tip = Proposes ten scenes from the plan as it is now, in place of those listed. Undo brings them back.
ui-brief-count = { $n ->
    [one] one scene
   *[other] { $n } scenes
}
ui-brief-title = Title
ui-brief-note = Notes for the presenter
ui-brief-subject = Figures
ui-brief-begin-here = Begin here
ui-brief-take = Take the screen
ui-brief-take-tip = The scene shows from now on what the map shows: its place, layers, filter and period
ui-brief-up = Up
ui-brief-down = Down
ui-brief-subject-district = The district at a glance
ui-brief-subject-heat = Where incidents are dense
ui-brief-subject-change = What changed
ui-brief-subject-zones = The priority zones
ui-brief-subject-uncovered = The worst-covered places
ui-brief-subject-points = Points and what they reach
ui-brief-subject-proposal = Proposed points
ui-brief-subject-subdistricts = Subdistricts side by side
ui-brief-subject-staffing = Staffing
ui-brief-subject-data = Data and its limits
ui-brief-check = Before the meeting
ui-brief-checking = Checking…
ui-brief-check-stopped = A calculation was stopped: figures are not of this plan. Go on with it.
ui-brief-check-green = Nothing stands in the way
ui-brief-check-go = Show the scene
ui-brief-working = Working it out…
ui-brief-tried = What if: not saved
ui-brief-tried-covers = Within the outermost ring { $now } %, in the plan { $before } %
ui-brief-put-back = Put back
ui-brief-blank = B or W shows the scene again
ui-brief-window = PatrolGrid briefing
ui-brief-no-note = No notes for this scene.
ui-brief-running = Running for { $time }
ui-brief-comes = All scenes
ui-brief-coming = Comes next
ui-brief-next = Next
ui-brief-back = Back
ui-brief-pen = Pen
ui-brief-laser = Laser pointer
ui-brief-more-rows = { $n ->
    [one] … one more row
   *[other] … { $n } more rows
}
ui-brief-key-next = Next
ui-brief-key-back = Back
ui-brief-key-ends = First, last
ui-brief-key-number = To the scene of that number
ui-brief-key-blank = Black, white screen
ui-brief-key-laser = Laser pointer
ui-brief-key-pen = Pen, erase its strokes
ui-brief-key-fit = The scene's own view again
ui-brief-key-help = These keys
ui-brief-key-end = End the briefing
ui-brief-file = briefing
ui-brief-out-kind = What
ui-brief-out-pdf = PDF, a page a scene
ui-brief-out-slides = PowerPoint, a slide a scene
ui-brief-out-web = One web page, for any computer
ui-brief-out-pictures = Pictures (PNG), one a scene
ui-brief-out-zones = Atlas of the zones (PDF)
ui-brief-out-subdistricts = Atlas of the subdistricts (PDF)
ui-brief-out-grids = Atlas of the police grids (PDF)
ui-brief-out-paper = Paper
ui-brief-out-landscape = Landscape
ui-brief-out-portrait = Portrait
ui-brief-out-size = Size
ui-brief-out-public-note = Counts under 5 and what would give them away are left out, points stand in the middle of their grid, incidents are not shown one by one.
ui-brief-out-inside-note = For use inside the police: exact places and small counts are in it.
brief-web-keys = → Space PgDn next · ← PgUp back · Home End · number and Enter · B W black, white · L this list · F full screen
brief-nothing-to-write = There are no scenes to write: draft a briefing or add what is on screen.
brief-missing-letters = No font of the program has these characters; they stand as empty boxes: { $letters }
brief-slides-goes-on = { $title } (continued)
ui-brief-more-columns = { $n ->
    [one] … one more column
   *[other] … { $n } more columns
}
