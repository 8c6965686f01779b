# Words shared by all rooms.
app-name = 巡格
level-district = 区
level-subdistrict = 街道
level-community = 社区
level-police-grid = 警格
level-work-grid = 网格
common-incidents = { $n } 起
common-patrol-point = 布警点
common-priority-zone = 重点巡区
