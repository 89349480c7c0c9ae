# shellcheck shell=sh
# Plays nvidia-smi: the folder of a machine, then the arguments.
case "$*" in
  *" -L") cat "$1/list.txt" ;;
  *compute_cap*) cat "$1/query.csv"; [ ! -e "$1/without-capability.csv" ] ;;
  *) cat "$1/without-capability.csv" ;;
esac
