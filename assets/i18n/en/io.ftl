# Sentences about files.
io-cannot-open = Cannot open “{ $file }”: { $why }. Check that the file exists and that you may read it.
io-bad-content-at = “{ $file }”, line { $line }, column { $column }: { $what }
io-bad-content = “{ $file }”: { $what }
io-cancelled = Cancelled.
