"""Goes and looks for what a drill is judged on: monitoring, routes, rotas, people, runbooks."""
