# Reads, changes in place, splits, joins and converts YAML, JSON, XML, CSV and properties.
printf 'a: 1\nb: [x, y]\nc: &anchor {d: e}\nf: *anchor\n---\na: 2\n' > one.yml
echo '{"a": {"b": 3}}' > two.json
echo '<r><a x="1">t</a></r>' > three.xml
printf 'a,b\n1,2\n' > four.csv
ln -s one.yml link.yml
chmod 640 one.yml
$RUN "$PROGRAM" '.a' one.yml
$RUN "$PROGRAM" -i '.a = 5' one.yml
$RUN "$PROGRAM" -i '.g = env(HOME)' link.yml
$RUN "$PROGRAM" ea '. as $item ireduce ({}; . * $item)' one.yml two.json
$RUN "$PROGRAM" -o json . one.yml
$RUN "$PROGRAM" -p xml -o yaml . three.xml
attempt $RUN "$PROGRAM" -p csv -o json . four.csv
$RUN "$PROGRAM" -o props . two.json
$RUN "$PROGRAM" -s '"out_" + $index' . one.yml
$RUN "$PROGRAM" 'load("two.json")' -n
$RUN "$PROGRAM" '.a' < one.yml
attempt $RUN "$PROGRAM" -f extract --front-matter=extract . one.yml
attempt $RUN "$PROGRAM" '.[' one.yml
attempt $RUN "$PROGRAM" . missing.yml
attempt $RUN "$PROGRAM" '(.a | now), strenv(HOME), filename, line' one.yml
attempt $RUN "$PROGRAM" shell-completion bash
attempt $RUN "$PROGRAM" --help
on_terminal '$RUN "$PROGRAM" -C . one.yml'
