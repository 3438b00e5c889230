select tailnum
from read_csv('/etc/passwd')
