"""How long pysimdjson takes to read the coordinates of a GeoJSON file: the peer of benches/geojson_load.rs.

Usage: pip install -r requirements.txt; python geojson.py FILE   (FILE: printed by `cargo bench --bench geojson_load`)
Prints the least CPU seconds of three runs in fresh processes, file in the page cache. The coordinates end as one flat buffer of
doubles a feature, which is less than ready geometries.
"""

import subprocess
import sys
import time


def read_coordinates(path):
    import numpy
    import simdjson

    start = time.process_time()
    with open(path, "rb") as file:
        document = simdjson.Parser().parse(file.read())
    corners = 0
    for feature in document["features"]:
        buffer = feature["geometry"]["coordinates"].as_buffer(of_type="d")
        corners += len(numpy.frombuffer(buffer)) // 2
    return time.process_time() - start, corners


def main():
    path = sys.argv[1]
    if len(sys.argv) > 2:
        print(*read_coordinates(path))
        return
    runs = [
        subprocess.run([sys.executable, __file__, path, "once"], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(3)
    ]
    seconds, corners = min((float(seconds), int(corners)) for seconds, corners in runs)
    print(f"pysimdjson: {corners} corners, {seconds:.3f} CPU s")


if __name__ == "__main__":
    main()
