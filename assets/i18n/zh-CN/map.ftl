# Sentences of the room "map".
map-metres = { $n } 米
map-kilometres = { $n } 公里
map-north = 北
map-empty = 打开网格边界后，地图显示在这里。
map-density = { $n } 起/km²
map-point-is-locked = “{ $name }”已锁定，不能移动。先解锁（Ctrl+L）。
map-zone-name = { $rank } 号巡区“{ $name }”
map-zone-corner = “{ $name }”第 { $n } 个角点
map-zone-edge = “{ $name }”第 { $n } 条边的中点：拖动可加角点
