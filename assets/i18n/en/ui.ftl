# Sentences of the room "ui".
