"""The bench's siting case with spopt (CBC) and with HiGHS on a sparse model built directly, beside our figures.

    pip install -r benches/peers/requirements.txt
    cargo bench --no-default-features --bench siting     # leaves the case and our answers
    python benches/peers/siting.py [--spopt]             # spopt takes a minute for each p

CPU seconds of the peers (building and solving), wall seconds of ours in the same run of the bench.
"""

import os
import sys
import tempfile
import time

import highspy
import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

RADIUS = 800.0


def left(kind):
    return np.fromfile(os.path.join(tempfile.gettempdir(), f"patrolgrid_bench_siting_{kind}.bin"), "<f8")


def by_highs(demands, sites, weights, p):
    start = time.process_time()
    near = cKDTree(sites).query_ball_point(demands, RADIUS)
    rows = {}
    for reached, weight in zip(near, weights):
        if reached:
            key = tuple(sorted(reached))
            rows[key] = rows.get(key, 0.0) + weight
    worth, lists = np.array(list(rows.values())), list(rows)
    columns, count = len(sites), len(lists)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns + count, count + 1
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.r_[np.zeros(columns), worth]
    model.col_lower_, model.col_upper_ = np.zeros(columns + count), np.ones(columns + count)
    lengths = [len(row) + 1 for row in lists] + [columns]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.r_[0, np.cumsum(lengths)].astype(np.int32)
    entries = [np.r_[row, columns + number] for number, row in enumerate(lists)] + [np.arange(columns)]
    model.a_matrix_.index_ = np.concatenate(entries).astype(np.int32)
    values = [np.r_[np.ones(len(row)), -1.0] for row in lists] + [np.ones(columns)]
    model.a_matrix_.value_ = np.concatenate(values)
    model.row_lower_ = np.r_[np.zeros(count), -1e30]
    model.row_upper_ = np.r_[np.full(count, 1e30), p]
    integer, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [integer] * columns + [real] * count
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("threads", 1), ("time_limit", 300.0)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    return info.objective_function_value, info.mip_dual_bound, time.process_time() - start


def by_spopt(demands, sites, weights, p):
    import pulp
    from spopt.locate import MCLP

    start = time.process_time()
    model = MCLP.from_cost_matrix(cdist(demands, sites), weights, RADIUS, p)
    built = time.process_time() - start
    clock = time.time()
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=300), results=False)
    # CBC is another process: its wall seconds stand for its CPU seconds.
    return pulp.value(model.problem.objective), float("nan"), built + time.time() - clock


def main():
    demands, sites, weights = left("demands").reshape(-1, 2), left("sites").reshape(-1, 2), left("weights")
    peers = [("HiGHS", by_highs)] + ([("spopt", by_spopt)] if "--spopt" in sys.argv else [])
    with open(os.path.join(tempfile.gettempdir(), "patrolgrid_bench_siting_ours.txt")) as ours:
        for line in ours:
            p, value, bound, proven, seconds = line.split()
            print(f"p = {p}: ours {float(value):.0f} of at most {float(bound):.0f}, proven {proven}, {float(seconds):.3f} s")
            for name, solve in peers:
                theirs, limit, took = solve(demands, sites, weights, int(p))
                ratio = took / float(seconds)
                print(f"    {name} {theirs:.0f} of at most {limit:.0f}, {took:.2f} s: {ratio:.0f} times ours")


main()
