#!/bin/sh
# Train networks that meet the assumptions of Cont, Rossier and Xu at several depths and seeds, and read them.
set -e
out=${1:-runs/cont-rossier-xu}
for seed in 0 1 2; do
    for depth in 32 64 128 256; do
        depthlimit fit --config "$(dirname "$0")/config.yaml" --model.L=$depth --seed_everything=$seed \
            --trainer.default_root_dir="$out/seed_$seed" --export_dir="$out/seed_$seed/exported_models"
    done
done
depthlimit scaling "$out" --out "$out/scaling"
