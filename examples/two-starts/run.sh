#!/bin/sh
# Train networks of several depths from a smooth and from a white start, and say how their weights scale.
set -e
out=${1:-runs/two-starts}
for start in smooth:1.0 gaussian:0.5; do
    name=${start%:*}
    depthlimit sweep --config "$(dirname "$0")/config.yaml" --depths 64,128,256,512,1024 --seeds 3 \
        --set model.init="$name" model.alpha="${start#*:}" 'model.lr=0.3*L**(2*alpha-1)' --out "$out/$name"
    depthlimit scaling "$out/$name/exported_models" --out "$out/$name/scaling"
done
