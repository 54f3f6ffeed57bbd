param ([string] $Folder)
$ErrorActionPreference = 'Stop'
Push-Location $Folder
'a', 'b' | Set-Content one.txt
Add-Content one.txt c
"lines $((Get-Content one.txt).Count)"
"tail $(Get-Content one.txt -Tail 1)"
"raw $((Get-Content one.txt -Raw) -eq "a`nb`nc`n")"
$null = New-Item -ItemType Directory sub
"names $((Get-ChildItem -Name | Sort-Object) -join ' ')"
Copy-Item one.txt sub/two.txt
"found $((Get-ChildItem -Recurse -File -Filter t*.txt).Name)"
"resolved $(Split-Path -Leaf (Resolve-Path sub/t*.txt).Path)"
[pscustomobject]@{ A = 1; B = 'x "y"' }, [pscustomobject]@{ A = 2; B = $null } | Export-Csv rows.csv
$last = [pscustomobject]@{ A = 3; B = 'z' }
Export-Csv rows.csv -InputObject $last -Append
"csv $((Import-Csv rows.csv | ForEach-Object { "$($_.A)/$($_.B)" }) -join ', ')"
Remove-Item *.txt, rows.csv
Remove-Item sub -Recurse -Force
"left $(@(Get-ChildItem).Count)"
Pop-Location
