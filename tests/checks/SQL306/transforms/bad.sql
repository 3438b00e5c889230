with long as (select tailnum, delay from flights where delay <> '0') select l.tailnum, l.delay from long as l
