# Sentences of the command line.
cli-no-display = 没有可用的显示器，无法打开窗口。可在命令行使用：patrolgrid check、import、heatmap、coverage、demo（加 --help 查看用法）。
cli-no-gui = 此程序未包含窗口（编译时关闭了 gui）。可在命令行使用：patrolgrid check、import、heatmap、coverage、demo。
cli-window-failed = 窗口无法打开：显示服务拒绝连接，或缺少图形驱动或窗口系统库（Debian 上：apt-get install libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 mesa-vulkan-drivers）。可在命令行使用：patrolgrid check、import、heatmap、coverage、demo。
cli-demo-failed = 演示辖区未能生成：{ $why }。请检查输出文件夹是否可写、磁盘是否有空间。
cli-not-by-road = { $option }：暂不支持按道路计算覆盖。请去掉该选项，改用直线距离的圈层，例如 --rings-m 300,500,800。
cli-coverage-needs-rings = 没有给出圈层半径。请以米为单位给出，例如 --rings-m 300,500,800。
cli-rows-refused = 有 { $n } 行警情数据被拒收，未计入；可用“patrolgrid import”逐行查看原因。
cli-grids-refused = 有 { $n } 个网格边界被拒收，未计入；可用“patrolgrid check”逐个查看原因。
cli-heatmap-extent = 没有可绘制的范围：没有保留任何警情且未给出 --extent，或范围没有面积。请给出 --extent 西,南,东,北。
cli-heatmap-out = { $file }：热力图只能写成 .tif 或 .png。请为 --out 指定以其中之一结尾的文件名。
cli-would-overwrite = 拒收清单会覆盖原始数据文件。请为 --refused 指定其他文件名。

# 无法理解的命令行。
cli-usage = 用法：{ $pattern }（全部选项见 --help）
cli-unknown-option = 没有选项“{ $option }”。请用 --help 查看。
cli-unknown-option-similar = 没有选项“{ $option }”。是否想用 { $similar }？
cli-unknown-command = 没有命令“{ $command }”。可用命令：check、import、heatmap、coverage、demo。
cli-missing-argument = 缺少必须给出的内容：{ $arguments }。
cli-options-exclude = { $option } 与 { $other } 不能同时给出，请去掉其中之一。
cli-no-value = { $option } 需要一个值。{ $wanted }
cli-wanted-value = 请写在该选项之后。
cli-wrong-value = { $option }：“{ $value }”不可用。{ $wanted }
cli-not-text = 命令行中有无法识别为文字的字节。请使用 UTF-8。
cli-usage-other = { $why }
cli-wanted-one-of = 请从中选择：{ $values }。
cli-wanted-crs = 请给出坐标系：wgs84、gcj02、bd09、epsg:4490、epsg:4547、epsg:3857、epsg:326xx、epsg:327xx 或 plane。
cli-wanted-rings = 请给出大于 0 的半径（米），以逗号分隔，例如 300,500,800。
cli-wanted-delimiter = 请给出一个 ASCII 字符，或 tab。
cli-wanted-bandwidth = 请给出大于 0 的米数，例如 300。
cli-wanted-kernel = 请给出 quartic、epanechnikov、triangular、uniform 或 gaussian。
cli-wanted-size = 请给出宽x高（格数），例如 1280x960。
cli-wanted-extent = 请以度给出 西,南,东,北，例如 113.7,22.5,114.1,22.9。
cli-wanted-pair = 请给出 经度,纬度，例如 113.9,22.6。
cli-wanted-months = 请给出 1 到 120 之间的整数。
cli-wanted-whole-number = 请给出不小于 0 的整数。
cli-ring-twice = 半径 { $ring } 米的圈层给了两次，每个半径只需给一次。
