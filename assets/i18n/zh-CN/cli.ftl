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
