select origin from delays
