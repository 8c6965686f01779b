# Sentences about files.
io-cannot-open = 打不开“{ $file }”：{ $why }。请检查文件是否存在、是否有读取权限。
io-bad-content-at = “{ $file }”第 { $line } 行第 { $column } 列：{ $what }
io-bad-content = “{ $file }”：{ $what }
io-cancelled = 已取消。
