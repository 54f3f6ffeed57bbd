# Runs in a script scope of its own, so that '$script:' in a test file means this file alone.
param ($______run, $______root)
& $______run $______root
