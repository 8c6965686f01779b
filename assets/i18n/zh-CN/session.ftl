# Sentences of the room "session".
