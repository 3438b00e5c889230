select origin, distance from features
