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
