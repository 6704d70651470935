# Reference numbers from metafor. Run in this folder: Rscript run.R [name ...]
# Reads nothing but the metadat package; writes reference/<name>.json, which holds the data it used.
suppressMessages({library(metafor); library(metadat)})
source("data_sets.R")

# the threshold of the scoring steps is absolute: as tight as rounding allows on the scale of the data
# DLIT of 3.8-1 does not converge on most data: it gets few iterations
tight <- function(d, method) list(threshold=1e-13 * var(d$yi), tol=1e-14, maxiter=if (method == "DLIT") 200 else 5000)
methods <- c("FE","DL","HE","HS","HSk","SJ","ML","REML","EB","PM","PMM","DLIT","SJIT","GENQ")
tests <- c("z","t","knha","adhoc")

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), ifelse(is.na(x), "null", ifelse(x > 0, "1e999", "-1e999")))
array  <- function(x) paste0("[", paste(number(as.numeric(x)), collapse=","), "]")
value  <- function(x) if (length(x) == 0) "null" else number(as.numeric(x)[1])
text   <- function(x) paste0("\"", x, "\"")
object <- function(pairs) paste0("{", paste0("\"", names(pairs), "\":", unlist(pairs), collapse=","), "}")

# a cell that metafor cannot fill holds its own words instead of numbers
refused <- function(e) text(paste("metafor:", gsub("[\"\\\\]", "'", gsub("[[:space:]]+", " ", conditionMessage(e)))))
cell <- function(expr) tryCatch(suppressWarnings(expr), error=refused)

fit_one <- function(d, model, method, options=list()) {
  fits <- lapply(tests, function(test) {
    arguments <- c(list(yi=d$yi, vi=d$vi, method=method, test=test, data=d, control=tight(d, method)), options)
    if (model == "moderator") arguments$mods <- ~ x
    if (model == "two") arguments$mods <- ~ x + precision
    if (method == "GENQ" || model == "weighted") arguments$weights <- d$vi^-0.5
    suppressWarnings(do.call(rma, arguments))
  })
  f <- fits[[1]]
  pairs <- list(tau2=value(f$tau2), se_tau2=value(f$se.tau2), I2=value(f$I2), H2=value(f$H2), R2=value(f$R2),
                QE=value(f$QE), QEp=value(f$QEp), beta=array(f$beta))
  if (model != "weighted" && method != "GENQ") pairs$log_lik <- value(logLik(f))
  for (i in seq_along(tests)) {
    f <- fits[[i]]
    part <- list(se=array(f$se), pval=array(f$pval), ci_lb=array(f$ci.lb), ci_ub=array(f$ci.ub))
    if (model %in% c("moderator","two")) part <- c(part, list(QM=value(f$QM), QMp=value(f$QMp)))
    if (!model %in% c("moderator","two") && method != "FE") {
      a <- predict(f); b <- predict(f, pi.type="riley"); s <- predict(f, pi.type="simple")
      part <- c(part, list(pi=array(c(a$pi.lb, a$pi.ub)), riley=array(c(b$pi.lb, b$pi.ub)), simple=array(c(s$pi.lb, s$pi.ub))))
    }
    pairs[[tests[i]]] <- object(part)
  }
  if (method %in% c("ML","REML") && model %in% c("mean","moderator")) for (kind in c("QP","PL"))
    pairs[[kind]] <- cell(array(confint(fits[[1]], type=kind, control=list(tol=1e-14))$random[1,2:3]))
  object(pairs)
}

# rma.mv, because rma.uni centres yi; nlminb calls what it cannot reach "not converged"
origin <- function(d, method) {
  for (rel.tol in c(1e-14, 1e-13, 1e-12, 1e-11, 1e-10)) {
    made <- cell({
      f <- rma.mv(yi, vi, mods=~0+far, random=~1|id, data=d, method=method, control=list(rel.tol=rel.tol, iter.max=1000, eval.max=2000))
      object(list(tau2=value(f$sigma2), beta=array(f$beta), se=array(f$se), QE=value(f$QE), log_lik=value(logLik(f))))
    })
    if (startsWith(made, "{")) return(made)
  }
  made
}

cells_of <- function(d) {
  out <- list()
  for (model in c("mean","moderator")) for (method in methods)
    out[[paste(model, method, sep="/")]] <- cell(fit_one(d, model, method))
  for (method in c("FE","DL","REML")) out[[paste("two", method, sep="/")]] <- cell(fit_one(d, "two", method))
  out[["weighted/REML"]] <- cell(fit_one(d, "weighted", "REML"))
  out[["known/REML"]] <- cell(fit_one(d, "known", "REML", list(tau2=var(d$yi))))
  out[["level80/REML"]] <- cell(fit_one(d, "level80", "REML", list(level=80)))
  for (method in c("ML","REML")) out[[paste("origin", method, sep="/")]] <- origin(d, method)
  out[["hc/DL"]] <- cell({
    h <- hc(rma(yi, vi, data=d, method="DL"), control=list(tol=1e-14))
    object(list(beta=value(h$beta), se=value(h$se), ci=array(c(h$ci.lb, h$ci.ub))))
  })
  out
}

versions <- object(list(R=text(paste(R.version$major, R.version$minor, sep=".")),
                        metafor=text(as.character(packageVersion("metafor"))),
                        metadat=text(as.character(packageVersion("metadat"))),
                        control=text("threshold=1e-13 var(yi), tol=1e-14, maxiter=5000")))
dir.create("reference", showWarnings=FALSE)
chosen <- commandArgs(trailingOnly=TRUE)
for (name in if (length(chosen)) chosen else names(sets)) {
  message(name, " ", format(Sys.time(), "%X"))
  d <- sets[[name]]
  d <- d[stats::complete.cases(d) & d$vi > 0,]
  d$x <- d$x - round(mean(d$x), 1) # metafor solves X'WX, which loses half the digits when years are not centred
  d$precision <- sqrt(d$vi) - mean(sqrt(d$vi)); d$id <- seq_len(nrow(d)); d$far <- d$x / max(abs(d$x)) + 0.1
  made <- cells_of(d)
  lines <- paste0(text(names(made)), ":", unlist(made))
  writeLines(c("{", paste0("\"versions\":", versions, ","), paste0("\"data\":", object(list(yi=array(d$yi), vi=array(d$vi), x=array(d$x))), ","),
               "\"fits\":{", paste(lines, collapse=",\n"), "}}"), file.path("reference", paste0(name, ".json")))
}

made <- character()
for (name in names(tables)) {
  cells <- tables[[name]]
  parts <- list(cells=object(lapply(cells, array)))
  measures <- if ("x1i" %in% names(cells)) c("IRR","IRD") else c("OR","RR","RD")
  for (measure in measures) {
    f <- do.call(rma.mh, c(cells, list(measure=measure)))
    parts[[measure]] <- array(c(f$beta, f$se, f$QE, f$QEp, if (measure == "OR") c(f$MH, f$MHp, f$TA, f$TAp)))
  }
  if ("ai" %in% names(cells)) { f <- do.call(rma.peto, cells); parts$PETO <- array(c(f$beta, f$se, f$QE, f$QEp)) }
  made <- c(made, paste0(text(name), ":", object(parts)))
}
writeLines(c("{", paste0("\"versions\":", versions, ","), "\"counts\":{", paste(made, collapse=",\n"), "}}"), "counts.json")
