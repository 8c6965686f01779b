# Sentences of the room "map".
