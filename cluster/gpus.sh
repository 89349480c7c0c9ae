#!/bin/sh
# Spark's discovery script: the GPUs of this host, as the JSON that Spark reads. By UUID, which is
# the same whatever order CUDA counts them in.
uuids=$(nvidia-smi --query-gpu=uuid --format=csv,noheader) || exit 1
printf '{"name": "gpu", "addresses": ["%s"]}\n' "$(echo "$uuids" | paste -sd, - | sed 's/,/", "/g')"
