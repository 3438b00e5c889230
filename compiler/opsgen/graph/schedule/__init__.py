"""When things run: cron expressions, daylight saving time, and the schedules that follow from others."""
