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

coverage-unreached = 有 { $n } 起警情沿现有道路从任何布警点都无法到达。
coverage-far-from-roads = 有 { $n } 起警情距任何道路超过 200 米，按在最近道路上计算。
coverage-points-far = 有 { $n } 个布警点距任何道路超过 200 米，其警力按自最近道路出发计算。
common-crossing = { $one }{ $other }路口
