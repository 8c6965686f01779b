"""The bench's places into the bench's cells with shapely, and whether every cell counts the same as ours.

    pip install -r benches/peers/requirements.txt
    cargo bench --no-default-features --bench grid_join     # leaves places, cells, counts; prints our CPU seconds
    python benches/peers/grid_join.py

CPU seconds, best of three; points and polygons are shapely objects before the clock starts.
"""

import os
import tempfile
import time

import numpy as np
import shapely


def left(kind, dtype):
    return np.fromfile(os.path.join(tempfile.gettempdir(), f"patrolgrid_bench_join_{kind}.bin"), dtype)


def main():
    points = shapely.points(left("places", "<f8").reshape(-1, 2))
    sizes = left("sizes", "<u4")
    rings = shapely.linearrings(
        left("corners", "<f8").reshape(-1, 2), indices=np.repeat(np.arange(len(sizes)), sizes)
    )
    polygons = shapely.polygons(rings)
    builds, queries = [], []
    for _ in range(3):
        start = time.process_time()
        tree = shapely.STRtree(polygons)
        builds.append(time.process_time() - start)
        start = time.process_time()
        _, cells = tree.query(points, predicate="within")
        counts = np.bincount(cells, minlength=len(polygons))
        queries.append(time.process_time() - start)
    differing = int((counts != left("counts", "<u4")).sum())
    print(f"shapely: index {min(builds):.4f}, {len(points)} points {min(queries):.4f} CPU s; cells that count otherwise: {differing}")


if __name__ == "__main__":
    main()
