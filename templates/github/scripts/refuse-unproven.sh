echo "::error::the release of $ENVIRONMENT was $UNPROVEN, so nothing proves it: whoever may bypass this check has to merge it"
exit 1
