from wengang.cli import main

main()
