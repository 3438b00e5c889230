code=0
for each in $RESULTS; do
  job=${each%%=*} result=${each#*=}
  if [ "$result" = success ]; then continue; fi
  if [ "$result" = skipped ] && [[ " $MAY_SKIP " == *" $job "* ]]; then continue; fi
  echo "::error::the job $job did not succeed: $result"
  code=1
done
exit "$code"
