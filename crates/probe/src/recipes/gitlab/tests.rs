use crate::recipes::{FoundText, read};

#[test]
fn a_job_takes_over_what_it_extends() {
    let text = "\
variables: {GO: '1.22'}
.base:
  image: golang:$GO-alpine
  before_script:
    - apk add gcc
test:
  extends: .base
  variables:
    CGO_ENABLED: '1'
  script:
    - export GOFLAGS=-race
    - go test ./...
";
    let recipes = read(vec![FoundText::new(".gitlab-ci.yml", text).unwrap()]);
    let [job] = recipes.jobs.as_slice() else { panic!("one job") };
    assert_eq!(job.image.as_ref().unwrap().known(), Some("golang:1.22-alpine"));
    let run = recipes.runs.last().unwrap();
    assert_eq!(run.env.get("CGO_ENABLED").known().unwrap(), "1");
    assert_eq!(run.env.get("GOFLAGS").known().unwrap(), "-race");
}
