select a from marks
