"""The bench's searches over the bench's street network with scipy, and whether every time is the same as ours.

    pip install -r benches/peers/requirements.txt
    cargo bench --no-default-features --bench travel     # leaves arcs, sources, times; prints our figures
    python benches/peers/travel.py

CPU seconds, best of three; the matrix is built before the clock starts.
"""

import os
import tempfile
import time

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

FIVE_MINUTES = 300_000


def left(kind):
    return np.fromfile(os.path.join(tempfile.gettempdir(), f"patrolgrid_bench_travel_{kind}.bin"), "<u4")


def best(work):
    took = []
    for _ in range(3):
        start = time.process_time()
        answer = work()
        took.append(time.process_time() - start)
    return min(took), answer


def main():
    arcs, sources = left("arcs").reshape(-1, 3), left("sources")
    ours = left("times").reshape(len(sources), -1)
    count = ours.shape[1]
    matrix = csr_matrix((arcs[:, 2].astype(float), (arcs[:, 0], arcs[:, 1])), shape=(count, count))
    near, _ = best(lambda: [dijkstra(matrix, indices=source, limit=FIVE_MINUTES) for source in sources])
    far, theirs = best(lambda: dijkstra(matrix, indices=sources))
    same = np.array_equal(np.where(np.isinf(theirs), 2**32 - 1, theirs), ours.astype(float))
    print(f"scipy: {len(arcs)} arcs; 5 minutes {1000 * near / len(sources):.4f} ms a source; {len(sources)} to all {far:.4f} s; times equal: {same}")


main()
