"""Reads the bench's incident export with the peers and prints CPU seconds, best of five, one thread where it can be said.

    pip install -r benches/peers/requirements.txt
    cargo bench --no-default-features --bench csv_load      # makes the file and prints our CPU seconds
    python benches/peers/csv_load.py [FILE.csv ...]
"""

import os
import sys
import tempfile
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas
import polars
import pyarrow
import pyarrow.csv

DEFAULT = os.path.join(tempfile.gettempdir(), "patrolgrid_bench_incidents.csv")


def with_pandas(path):
    table = pandas.read_csv(path)
    time_column = table.columns[1] if "发案时间" in table.columns else table.columns[0]
    table[time_column] = pandas.to_datetime(table[time_column])
    return len(table)


def with_polars(path):
    return polars.read_csv(path, try_parse_dates=True).height


def with_pyarrow(path):
    options = pyarrow.csv.ReadOptions(use_threads=False)
    return pyarrow.csv.read_csv(path, read_options=options).num_rows


def best_of(read, path, times=5):
    found = []
    rows = 0
    for _ in range(times):
        start = time.process_time()
        rows = read(path)
        found.append(time.process_time() - start)
    return rows, min(found)


def main():
    for path in sys.argv[1:] or [DEFAULT]:
        for name, read, version in [
            ("pandas (C parser, times parsed)", with_pandas, pandas.__version__),
            ("polars (1 thread)", with_polars, polars.__version__),
            ("pyarrow (1 thread)", with_pyarrow, pyarrow.__version__),
        ]:
            rows, seconds = best_of(read, path)
            print(f"{os.path.basename(path)}: {name} {version}: {rows} rows, {seconds:.3f} CPU s")


if __name__ == "__main__":
    main()
