from opsgen.cli import main

main()
