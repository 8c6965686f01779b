#!/usr/bin/env bash
# rustc for the fuzz build: our own crate, the targets and the readers they stand on are compiled so that libFuzzer sees every
# edge and every comparison; all else is compiled as it is, which is quicker.
name=""
previous=""
for argument in "$@"; do
    [ "$previous" = --crate-name ] && name="$argument"
    previous="$argument"
done
case "$name" in
patrolgrid | patrolgrid_fuzz | csv | xlsx | xls | geojson | shapefile | kml | zipped | geopackage | roads | base_map | bundle | plan | seeds | calamine | zip | quick_xml | wkt)
    exec "$@" --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
*) exec "$@" ;;
esac
