select origin from features
