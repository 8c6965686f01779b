# Words shared by all rooms.
app-name = PatrolGrid
level-district = District
level-subdistrict = Subdistrict
level-community = Community
level-police-grid = Police grid
level-work-grid = Work grid
common-incidents = { $n ->
    [one] { $n } incident
   *[other] { $n } incidents
}
common-patrol-point = Patrol point
common-priority-zone = Priority zone

coverage-unreached = { $n ->
    [one] { $n } incident is
   *[other] { $n } incidents are
 } reached by no patrol point over these roads, however long it takes.
coverage-far-from-roads = { $n ->
    [one] { $n } incident lies
   *[other] { $n } incidents lie
 } more than 200 m from any road; each counts as if on the nearest.
coverage-points-far = { $n ->
    [one] { $n } patrol point stands
   *[other] { $n } patrol points stand
 } more than 200 m from any road; its unit sets out on the nearest.
common-crossing = { $one } / { $other }
