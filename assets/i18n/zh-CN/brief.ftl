# 词语
brief-list-comma = 、
brief-categories = { $n } 类警情
brief-metres = { $n } 米
brief-minutes = { $n } 分钟
brief-percentage-points = { $n } 个百分点
brief-outside-grids = 网格之外
brief-outside = 不在任何网格内
brief-basis = { $plan } · 数据截至 { $date } · { $what }
brief-incidents = 警情
brief-residents = 居住人口
brief-area = 面积
brief-points = 布警点
brief-zones = 重点巡区
brief-zone = 重点巡区
brief-density = 密度
brief-share = 占比
brief-rank = 序号
brief-category = 类别
brief-sum = 合计
brief-sum-district = 全区
brief-n-residents = { $n } 人
brief-n-km2 = { $n } 平方公里
brief-n-areas = { $n } 个
brief-n-points = { $n } 个
brief-n-zones = { $n } 个
brief-n-rows = { $n } 行
brief-n-days = { $n } 天
brief-n-rows-share = { $n } 行（{ $share }）
brief-n-of-areas = { $n } 个，共 { $all } 个
brief-n-per-point = { $n } 起
brief-point-number = { $n } 号布警点
brief-from-to = { $before } → { $after }
brief-unit-incidents = 起
brief-unit-percent = %
brief-unit-percentage-points = 百分点
brief-unit-km2 = 平方公里
brief-unit-per-km2 = 起/平方公里
brief-unit-residents = 人
brief-unit-points = 个
brief-unit-areas = 个
brief-unit-metres = 米
brief-unit-minutes = 分钟

# 定义
brief-def-incidents = 筛选后计入的警情起数。
brief-def-residents = 各网格登记的居住人口之和。
brief-def-area = 辖区地面面积。
brief-def-areas = 本级网格的个数。
brief-def-points = 方案中布警点的个数。
brief-def-zones = 方案中重点巡区的个数。
brief-def-outside = 计入但不在任何一级网格内的警情。
brief-def-within = { $ring }内有布警点可到的警情占全部警情的比例。
brief-def-within-area = { $ring }内有布警点可到的面积占网格总面积的比例。
brief-within = { $ring }内覆盖率
brief-def-of-both = 占两幅图警情之和的 { $share }。

# 热力
brief-densest-of = 最密处（{ $what }）
brief-densest = { $place }，{ $n } 起/平方公里
brief-def-densest = 核密度最大处，带宽 { $m } 米，按所选时段累计。
brief-in-densest = 最密 5 % 面积内（{ $what }）
brief-def-in-densest = 密度最高、合计不超过总面积 5 % 的最小级网格所含警情占全部警情的比例。
brief-share-second = 后者占比

# 变化
brief-new = 新增
brief-none = 均无
brief-before = 上一时段
brief-year-before = 去年同期
brief-def-change = 与上一时段（{ $period }）相比的增减比例。
brief-def-before = 上一时段计入的警情起数。
brief-def-year-before = 与去年相同日期相比。
brief-def-year-before-festival = 与去年按春节对齐的同期相比。
brief-def-category = 本时段起数，与上一时段相比的增减。
brief-column-before = 上一时段
brief-column-now = 本时段
brief-column-difference = 增减
brief-column-change = 变化
brief-column-chance = 是否显著
brief-clearly-more = 明显增多
brief-clearly-fewer = 明显减少
brief-within-chance = 属正常波动
brief-change-chance = “明显”指按时段长短折算后，多重检验下误报不超过 5 %；其余属正常波动。
brief-change-no-period = 未选定时段，无从与上一时段比较。请为此画面选定时段。
brief-change-nothing-before = 此前时段（{ $period }）没有数据，无从比较。
brief-change-begins-late = 数据自 { $date } 起，上一时段不完整。
brief-change-lengths = 本时段 { $now } 天，上一时段 { $before } 天，起数未折算。

# 重点巡区
brief-zones-share = 重点巡区警情占比
brief-def-zones-share = 重点巡区内警情占全部警情的比例。
brief-def-zones-share-on = 重点巡区内警情占全部警情的比例，巡区占辖区面积的 { $area }。
brief-zones-overlap = 重点巡区有重叠，合计中重叠处的警情重复计入。
brief-covered = 覆盖率

# 覆盖
brief-beyond = { $ring }内无布警点的警情
brief-def-beyond = 最近布警点在{ $ring }之外的警情起数。
brief-beyond-share = 占全部警情
brief-def-beyond-share = 最外圈之外的警情占全部警情的比例。
brief-uncovered = 未覆盖警情
brief-uncovered-grids = 未覆盖网格
brief-def-uncovered-grids = 最外圈覆盖不足一半面积的最小级网格。
brief-all-covered = 没有面积过半未被覆盖的网格。
brief-nearest-point = 最近布警点
brief-arrival = 到达时间
brief-distance = 距离
brief-twice = { $ring }内有两个布警点
brief-twice-short = 双重覆盖
brief-def-twice = { $ring }内有两个及以上布警点可到的警情比例（后备）。
brief-mean = 平均
brief-median = 中位数
brief-p90 = 90 % 在此之内
brief-worst = 最远
brief-def-response = 警情到最近布警点的距离或到达时间；无法到达的不计入。
brief-ring = 圈
brief-area-share = 面积占比
brief-grids-covered = 覆盖网格

# 推荐布点
brief-def-proposed = { $ring }内覆盖的警情比例；现有 { $before }。
brief-moves = 移动与新增
brief-moves-adds = 移动 { $moves } 个，新增 { $adds } 个
brief-def-moves = 推荐方案中移动、新增的布警点个数，其余不动。
brief-proposal-gone = 推荐中有 { $n } 个布警点已不在方案里，按不动处理。
brief-column-today = 现有
brief-column-proposed = 推荐
brief-column-gain = 提升

# 街道与警力
brief-subdistrict-most = { $name }最多，{ $n } 起，占 { $share }。
brief-unit = 责任单位
brief-no-unit = 未指定单位
brief-per-point = 每个布警点
brief-def-per-point = 以该布警点为最近的警情起数，平均每个布警点。
brief-locked = 其中已锁定
brief-def-locked = 锁定的布警点，推荐布点时不动。
brief-busiest = 最忙的布警点
brief-least-busy = 最闲的布警点
brief-point-load = { $name }，{ $n }
brief-def-first = 以该布警点为最近的警情。
brief-first-at = 就近警情
brief-column-per-point = 每点
brief-point-share = 布点占比
brief-incident-share = 警情占比
brief-ratio = 布点 ÷ 警情
brief-ratio-high = ▲ { $n } 偏多
brief-ratio-low = ▼ { $n } 偏少
brief-staffing-shares = 方案不含巡逻工时，以布警点占比代替；布点占比与警情占比之比高于 2 或低于 0.5 时标出。

# 数据
brief-data-to = 数据截至
brief-def-data-to = 警情中最后的日期；此后的情况不在内。
brief-column-item = 项目
brief-column-value = 内容
brief-data-file = 来源文件
brief-data-found = 文件行数
brief-data-refused = 拒收（无坐标或无法使用）
brief-data-counted = 计入警情
brief-data-missing = 时段内没有任何警情的天数
brief-data-no-hour = 不知钟点的比例
brief-data-patrol = 巡逻发现的比例
brief-data-crs = 文件坐标系
brief-define-heat = 热力为核密度（{ $kernel }，带宽 { $m } 米），单位起/平方公里，按所选时段累计，与缩放无关。
brief-define-coverage-straight = 覆盖按到最近布警点的直线距离计算；恰在圈上算在圈内。
brief-define-coverage-road = 覆盖按沿道路到达的时间计算，含出动时间；恰在圈上算在圈内。
brief-define-crs = 坐标统一为 WGS 84，距离与面积按地面米计算。
brief-places-only = 只涉及地点与汇总数，不涉及任何个人。
brief-false-reds = { $areas } 个网格各按 5 % 判断，偶然也会约有 { $n } 个误报；图中已按多重检验压低误报。

# 空缺
brief-no-incidents = 尚未导入警情。
brief-no-grids = 尚未打开网格。
brief-no-subdistricts = 没有街道边界，无法分街道列出。
brief-no-zones = 方案中还没有重点巡区。
brief-no-points = 方案中还没有布警点。
brief-no-dates = 警情没有日期，无从比较时段。
brief-no-proposal = 还没有推荐布点：在工作台点“推荐布点…”，再把结果放进汇报。
brief-public-untold = * 公开版：少于 5 起的数字及可能推出它们的数字不予公布，布警点移至所在网格中心。

# 起草
brief-title-district = 辖区概况：网格、人口与警情
brief-title-heat = 警情在哪里：白天 6–22 时，夜间 22–6 时
brief-title-change = { $period } 与上一时段相比
brief-title-change-none = 与上一时段相比
brief-title-zones = { $n } 个重点巡区
brief-title-zones-none = 重点巡区
brief-title-uncovered = 覆盖最差的地方
brief-title-points = 现有布警点能到哪里
brief-title-proposal = 推荐布点能提升多少
brief-title-subdistricts = 各街道一览
brief-title-staffing = 布点与警情：谁忙谁闲
brief-title-data = 数据与口径
brief-note-district = 先看辖区的底数：面积、人口、各级网格，以及本时段计入的警情。颜色越深，每平方公里警情越多。
brief-note-heat = 左图为白天，右图为夜间，两图同一色标，可直接比较。请看两图中位置不同的热点：它们需要不同的班次。
brief-note-change = 先说总数的增减，再说哪些街道的变化超出正常波动。月与月天数不同、节日前后不同，不要只看百分比。
brief-note-zones = 重点巡区用较小的面积承接较多的警情。请看覆盖率偏低的巡区，以及没有布警点的巡区。
brief-note-uncovered = 斜线处是最外圈之外的地方。表中按未覆盖警情从多到少排列，并给出最近的布警点。
brief-note-points = 这是现有布点的到达范围。先看中间一圈的覆盖率，再看有没有后备。
brief-note-proposal = 对照现有与推荐方案：同样的警情，同样的规则。请说明要移动几个点，换来多少覆盖。
brief-note-proposal-none = 目前没有推荐方案。会前在工作台求解一次，或删去此画面。
brief-note-subdistricts = 各街道的数字相加等于全区。请看警情密度高而覆盖率低的街道。
brief-note-staffing = 布点占比与警情占比相差一倍以上的单位已标出。标出不等于批评，先看原因。
brief-note-data = 结论只到数据截止日为止。请主动说明拒收多少、缺哪些天、按什么口径计算。

# 会前检查
brief-check-old = 数据截至 { $date }，已过去 { $days } 天。
brief-check-no-incidents = 没有警情：汇报里没有可说的数字。
brief-check-missing-days = 时段内有 { $n } 天没有任何警情（{ $days }）：数据可能缺失。
brief-check-refused = 导入时拒收 { $n } 行（{ $share }），多因没有坐标：图上没有它们。
brief-check-untold = 公开版中有 { $n } 个数字不予公布。
brief-check-off-road = { $n } 个布警点离道路超过 200 米（{ $names }）：到达时间从最近道路算起。
brief-check-periods = 各画面的时段不同（{ $periods }）：数字不能直接相比。
brief-check-zone-gone = 画面突出的巡区有 { $n } 个已不在方案里。
brief-check-point-gone = 画面推荐移动的布警点有 { $n } 个已不在方案里。
brief-check-empty = 画面没有可说的内容。
brief-check-no-layers = 画面没有显示任何图层。
brief-check-nothing-counts = 按画面的筛选没有一起警情。
brief-check-patrol = 警情中 { $share } 由巡逻发现，超过 10 %。
brief-check-no-title = 画面没有标题。
brief-and-more = 等

# 文件
brief-continued = { $title }（{ $n }/{ $of }）
brief-notes-more = 更多数字
brief-notes-table = 见后页表格
brief-map-alt = 地图：{ $what }
brief-html-contents = 目录
brief-html-keys = ← → 翻页，数字加回车跳转，C 目录，N 备注，P 打印
brief-html-notes = 备注
brief-deck-title = { $plan } 汇报
