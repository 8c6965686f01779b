"""Densities of the bench's places with what a Python user reaches for, beside ours, on the very same places.

    pip install -r benches/peers/requirements.txt
    cargo bench --no-default-features --bench density       # leaves places and rasters, prints our CPU seconds
    python benches/peers/density.py [COUNT ...]

1280 x 960 cells over 30 x 25 km, quartic, h = 300 m. CPU seconds are the best of five; the places are in memory as a
numpy array. Errors: the greatest relative difference from a plain f64 sum, over 1,500 random cells above 1 % of the peak;
a peer's raster is first scaled by one factor (least squares), since not every peer is normalised.
"""

import os
import sys
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from scipy.signal import fftconvolve
from scipy.spatial import cKDTree

WIDTH, HEIGHT, BANDWIDTH = 1280, 960, 300.0
EXTENT_X, EXTENT_Y = 30_000.0, 25_000.0
DX, DY = EXTENT_X / WIDTH, EXTENT_Y / HEIGHT


def left(kind, count, dtype):
    path = os.path.join(tempfile.gettempdir(), f"patrolgrid_bench_{kind}_{count}.bin")
    return np.fromfile(path, dtype)


def kernel_image():
    columns, rows = int(np.ceil(BANDWIDTH / DX)), int(np.ceil(BANDWIDTH / DY))
    x = np.arange(-columns, columns + 1) * DX
    y = np.arange(-rows, rows + 1) * DY
    u2 = (x[None, :] ** 2 + y[:, None] ** 2) / BANDWIDTH**2
    return np.clip(1.0 - u2, 0.0, None) ** 2


def histogram_and_fft(places):
    counts, _, _ = np.histogram2d(
        places[:, 1], places[:, 0], bins=(HEIGHT, WIDTH), range=((0, EXTENT_Y), (0, EXTENT_X))
    )
    return fftconvolve(counts, kernel_image(), mode="same")[::-1]


def bincount_and_fft(places):
    cell = (places[:, 1] / DY).astype(np.int64) * WIDTH + (places[:, 0] / DX).astype(np.int64)
    counts = np.bincount(cell, minlength=WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    return fftconvolve(counts.astype(np.float32), kernel_image().astype(np.float32), mode="same")[::-1]


def datashader_and_fft(places):
    import datashader
    import pandas

    canvas = datashader.Canvas(WIDTH, HEIGHT, x_range=(0, EXTENT_X), y_range=(0, EXTENT_Y))
    table = pandas.DataFrame(places, columns=["x", "y"])
    counts = canvas.points(table, "x", "y", agg=datashader.count()).values
    return fftconvolve(counts.astype(np.float32), kernel_image().astype(np.float32), mode="same")[::-1]


def exact(tree, cells):
    x = (cells % WIDTH + 0.5) * DX
    y = EXTENT_Y - (cells // WIDTH + 0.5) * DY
    sums = np.empty(len(cells))
    for number, (at_x, at_y) in enumerate(zip(x, y)):
        near = tree.data[tree.query_ball_point((at_x, at_y), BANDWIDTH)]
        u2 = ((near[:, 0] - at_x) ** 2 + (near[:, 1] - at_y) ** 2) / BANDWIDTH**2
        sums[number] = (np.clip(1.0 - u2, 0.0, None) ** 2).sum()
    return sums * 3.0 / np.pi / BANDWIDTH**2 * 1e6


def worst_error(raster, cells, truth, peak):
    found = raster.ravel()[cells].astype(np.float64)
    found = found * (found @ truth) / (found @ found)
    visible = truth > 0.01 * peak
    return np.abs(found / truth - 1.0)[visible].max()


def best_of(run, places, times=5):
    seconds = []
    for _ in range(times):
        start = time.process_time()
        raster = run(places)
        seconds.append(time.process_time() - start)
    return min(seconds), raster


def main():
    peers = {"histogram2d + FFT": histogram_and_fft, "bincount + FFT": bincount_and_fft}
    try:
        import datashader  # noqa: F401

        peers["datashader + FFT"] = datashader_and_fft
    except ImportError:
        print("SKIPPED: datashader is not installed")
    random = np.random.default_rng(7)
    for count in map(int, sys.argv[1:] or ["10000", "100000", "1000000", "10000000"]):
        try:
            places = left("places", count, "<f8").reshape(-1, 2)
            ours = left("raster", count, "<f4").reshape(HEIGHT, WIDTH)
        except FileNotFoundError:
            print(f"SKIPPED: no places of {count}: run the bench first")
            continue
        peak = float(ours.max())
        cells = np.flatnonzero(ours.ravel() > 0.01 * peak)
        cells = random.choice(cells, min(1500, len(cells)), replace=False)
        truth = exact(cKDTree(places), cells)
        print(f"{count:>9} PatrolGrid          error {worst_error(ours, cells, truth, peak):.2e}  (CPU s: see the bench)")
        for name, run in peers.items():
            seconds, raster = best_of(run, places)
            error = worst_error(raster, cells, truth, peak)
            print(f"{count:>9} {name:<18} error {error:.2e}  {seconds:.4f} CPU s", flush=True)


if __name__ == "__main__":
    main()
