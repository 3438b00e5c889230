select tailnum
from fligths
