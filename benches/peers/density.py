"""Densities of the bench's places with what others reach for, beside ours, on the very same places.

    pip install -r benches/peers/requirements.txt
    apt-get install --no-install-recommends python3-qgis qgis-providers      # for QGIS; without it the row is skipped
    cargo bench --no-default-features --bench density       # leaves places and rasters, prints our CPU seconds
    python benches/peers/density.py [COUNT ...]

1280 x 960 cells over 30 x 25 km, quartic, h = 300 m. CPU seconds are the best of five (QGIS: of two); the places are in
memory, as a numpy array or, for QGIS, as a layer. QGIS grids the places' own box grown by the radius, in square cells: as
many of them. Errors: the greatest relative difference from a plain f64 sum, over 1,500 random cells above 1 % of the peak;
a peer's raster is first scaled by one factor (least squares), since not every peer is normalised.

Not run here: fast-kde (JavaScript, Gaussian only), LIBKDV (Epanechnikov only) and GRASS v.kernel (starts a database).
"""

import os
import subprocess
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


def kdepy(places):
    from KDEpy import FFTKDE

    # A grid in bandwidths; one ring of cells more, since every place must lie strictly inside.
    x = (np.arange(-1, WIDTH + 1) + 0.5) * DX / BANDWIDTH
    y = (np.arange(-1, HEIGHT + 1) + 0.5) * DY / BANDWIDTH
    grid = np.stack([axis.ravel() for axis in np.meshgrid(x, y, indexing="ij")], axis=1)
    # KDEpy's bw is a standard deviation: the one whose support is one bandwidth.
    deviation = 1.0 / FFTKDE(kernel="biweight", bw=1.0).kernel.practical_support(1.0)
    values = FFTKDE(kernel="biweight", bw=deviation, norm=2).fit(places / BANDWIDTH).evaluate(grid)
    return values.reshape(WIDTH + 2, HEIGHT + 2)[1:-1, 1:-1].T[::-1]


QGIS = """
import struct, sys, time
from qgis.core import (QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsRasterLayer, QgsVectorLayer)
from qgis.analysis import QgsKernelDensityEstimation as Heat
places, out, radius, pixel = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer("Point?crs=EPSG:32630", "places", "memory")
def features():
    with open(places, "rb") as file:
        for x, y in struct.iter_unpack("<dd", file.read()):
            feature = QgsFeature()
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
            yield feature
layer.dataProvider().addFeatures(list(features()))
layer.updateExtents()
best = float("inf")
for _ in range(2):
    wanted = Heat.Parameters()
    wanted.source, wanted.radius, wanted.pixelSize = layer, radius, pixel
    wanted.shape, wanted.decayRatio, wanted.outputValues = Heat.KernelQuartic, 0, Heat.OutputRaw
    began = time.process_time()
    assert Heat(wanted, out + ".tif", "GTiff").run() == Heat.Success
    best = min(best, time.process_time() - began)
raster = QgsRasterLayer(out + ".tif")
box, width, height = raster.extent(), raster.width(), raster.height()
block = raster.dataProvider().block(1, box, width, height)
with open(out + ".bin", "wb") as file:
    for row in range(height):
        file.write(struct.pack(f"<{width}d", *(0.0 if block.isNoData(row, c) else block.value(row, c) for c in range(width))))
print("ANSWER", best, width, height, box.xMinimum(), box.yMaximum(), box.width() / width, box.height() / height, flush=True)
import os
os._exit(0)
"""


def qgis(count):
    """CPU seconds, raster and the centres of its columns and rows; None, said aloud, where QGIS cannot be run."""
    places = os.path.join(tempfile.gettempdir(), f"patrolgrid_bench_places_{count}.bin")
    pixel = np.sqrt((EXTENT_X + 2 * BANDWIDTH) * (EXTENT_Y + 2 * BANDWIDTH) / (WIDTH * HEIGHT))
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "heat")
        command = ["/usr/bin/python3", "-c", QGIS, places, out, str(BANDWIDTH), str(pixel)]
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=folder)
        try:
            told = subprocess.run(command, env=environment, capture_output=True, text=True)
        except FileNotFoundError:
            return None
        answers = [line.split()[1:] for line in told.stdout.splitlines() if line.startswith("ANSWER")]
        if not answers:
            print(f"SKIPPED: QGIS: {told.stderr.strip().splitlines()[-1:]}")
            return None
        seconds, width, height, west, north, dx, dy = map(float, answers[0])
        raster = np.fromfile(out + ".bin").reshape(int(height), int(width))
        return seconds, raster, west + (np.arange(width) + 0.5) * dx, north - (np.arange(height) + 0.5) * dy


def exact(tree, x, y):
    sums = np.empty(len(x))
    for number, (at_x, at_y) in enumerate(zip(x, y)):
        near = tree.data[tree.query_ball_point((at_x, at_y), BANDWIDTH)]
        u2 = ((near[:, 0] - at_x) ** 2 + (near[:, 1] - at_y) ** 2) / BANDWIDTH**2
        sums[number] = (np.clip(1.0 - u2, 0.0, None) ** 2).sum()
    return sums * 3.0 / np.pi / BANDWIDTH**2 * 1e6


def chosen(raster, random):
    """Random cells above 1 % of the peak."""
    cells = np.flatnonzero(raster.ravel() > 0.01 * raster.max())
    return random.choice(cells, min(1500, len(cells)), replace=False)


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
    for name, module, run in [("datashader + FFT", "datashader", datashader_and_fft), ("KDEpy", "KDEpy", kdepy)]:
        try:
            __import__(module)
            peers[name] = run
        except ImportError:
            print(f"SKIPPED: {module} is not installed")
    random = np.random.default_rng(7)
    x, y = (np.arange(WIDTH) + 0.5) * DX, EXTENT_Y - (np.arange(HEIGHT) + 0.5) * DY
    for count in map(int, sys.argv[1:] or ["10000", "100000", "1000000", "10000000"]):
        try:
            places = left("places", count, "<f8").reshape(-1, 2)
            ours = left("raster", count, "<f4").reshape(HEIGHT, WIDTH)
        except FileNotFoundError:
            print(f"SKIPPED: no places of {count}: run the bench first")
            continue
        tree = cKDTree(places)
        peak = float(ours.max())
        cells = chosen(ours, random)
        truth = exact(tree, x[cells % WIDTH], y[cells // WIDTH])
        print(f"{count:>9} PatrolGrid          error {worst_error(ours, cells, truth, peak):.2e}  (CPU s: see the bench)")
        for name, run in peers.items():
            seconds, raster = best_of(run, places)
            error = worst_error(raster, cells, truth, peak)
            print(f"{count:>9} {name:<18} error {error:.2e}  {seconds:.4f} CPU s", flush=True)
        found = qgis(count)
        if found is not None:
            seconds, raster, own_x, own_y = found
            cells = chosen(raster, random)
            truth = exact(tree, own_x[cells % len(own_x)], own_y[cells // len(own_x)])
            error = worst_error(raster, cells, truth, truth.max())
            print(f"{count:>9} {'QGIS heatmap':<18} error {error:.2e}  {seconds:.4f} CPU s", flush=True)


if __name__ == "__main__":
    main()
