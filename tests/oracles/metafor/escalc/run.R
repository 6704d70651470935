# Reference numbers from metafor. Run in this folder: Rscript run.R
# Reads calls.csv, cases.csv and real.csv (made by grid.py), writes reference.json.
suppressMessages({library(metafor); library(metadat)})

calls <- read.csv("calls.csv", colClasses="character", na.strings=character())
cases <- read.csv("cases.csv", colClasses=c("character","integer","character","numeric"))
real  <- read.csv("real.csv", colClasses="character")

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
array  <- function(x) paste0("[", paste(number(as.numeric(x)), collapse=","), "]")
object <- function(names, values) paste0("{", paste0("\"", names, "\":", values, collapse=","), "}")

made_set <- function(name) {
  long <- cases[cases$data == name,]
  columns <- unique(long$column)
  as.data.frame(sapply(columns, function(column) long$value[long$column == column][order(long$row[long$column == column])], simplify=FALSE))
}
real_set <- function(name) {
  source <- get(name)
  wanted <- real[real$data == name,]
  out <- as.data.frame(sapply(seq_len(nrow(wanted)), function(i) as.numeric(eval(parse(text=wanted$expression[i]), source)), simplify=FALSE))
  names(out) <- wanted$column
  out[stats::complete.cases(out),]
}
sets <- c(sapply(unique(cases$data), made_set, simplify=FALSE), sapply(unique(real$data), real_set, simplify=FALSE))

lines <- character()
for (i in seq_len(nrow(calls))) {
  call <- calls[i,]
  arguments <- c(list(measure=call$measure, vtype=call$vtype), as.list(sets[[call$data]]))
  if (call$add != "")    arguments$add    <- as.numeric(call$add)
  if (call$to != "")     arguments$to     <- call$to
  if (call$drop00 != "") arguments$drop00 <- as.logical(call$drop00)
  result <- tryCatch(suppressWarnings(do.call(escalc, arguments)), error=function(e) e)
  if (inherits(result, "error")) {
    message("call ", call$call, " ", call$measure, " ", call$vtype, " ", call$data, ": ", conditionMessage(result))
    text <- gsub("[\"\\\\\n]", " ", conditionMessage(result))
    lines <- c(lines, paste0("\"", call$call, "\":", object("error", paste0("\"", text, "\""))))
  } else {
    lines <- c(lines, paste0("\"", call$call, "\":", object(c("yi","vi"), c(array(result$yi), array(result$vi)))))
  }
}

data_lines <- sapply(names(sets), function(name) paste0("\"", name, "\":", object(names(sets[[name]]), sapply(sets[[name]], array))))
versions <- object(c("R","metafor","metadat"), paste0("\"", c(as.character(getRversion()), as.character(packageVersion("metafor")), as.character(packageVersion("metadat"))), "\""))
writeLines(c("{", paste0("\"versions\":", versions, ","), "\"data\":{", paste(data_lines, collapse=",\n"), "},", "\"calls\":{", paste(lines, collapse=",\n"), "}", "}"), "reference.json")
