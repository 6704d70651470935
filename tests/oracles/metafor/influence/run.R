# Reference numbers from metafor. Run in this folder: Rscript run.R
# Reads nothing but the metadat package; writes reference.json, which holds the data it used.
suppressMessages({library(metafor); library(metadat)})
pdf(NULL) # baujat draws

# the threshold of the scoring steps is absolute: as tight as rounding allows on the scale of the data
tight <- function(d) list(threshold=1e-13 * var(d$yi), tol=1e-14, maxiter=2000)
methods <- c("FE","DL","SJ","ML","REML","PM")
tests <- c("z","knha")
both <- c("DL","REML") # methods that are tried with both tests

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), ifelse(is.na(x), "null", ifelse(x > 0, "1e999", "-1e999")))
array  <- function(x) paste0("[", paste(number(as.numeric(x)), collapse=","), "]")
text   <- function(x) paste0("\"", x, "\"")
object <- function(pairs) paste0("{", paste0("\"", names(pairs), "\":", unlist(pairs), collapse=","), "}")

es <- function(x, ...) { r <- escalc(...); data.frame(yi=as.numeric(r$yi), vi=as.numeric(r$vi), x=as.numeric(x)) }
sets <- list(
  bcg            = with(dat.bcg, es(ablat, measure="RR", ai=tpos, bi=tneg, ci=cpos, di=cneg)),
  raudenbush1985 = with(dat.raudenbush1985, data.frame(yi=yi, vi=vi, x=weeks)),
  normand1999    = with(dat.normand1999, es(n1i, measure="SMD", m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)),
  molloy2014     = with(dat.molloy2014, es(meanage, measure="ZCOR", ri=ri, ni=ni)),
  hine1989       = with(dat.hine1989, es(n1i, measure="RD", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  hart1999       = with(dat.hart1999, es(year, measure="IRR", x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i)),
  linde2005      = with(dat.linde2005, es(baseline, measure="RR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  nielweise2007  = with(dat.nielweise2007, es(year, measure="OR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  pritz1997      = with(dat.pritz1997, es(ni, measure="PLO", xi=xi, ni=ni)),
  gibson2002     = with(dat.gibson2002, es(year, measure="SMD", m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i))
)

quietly <- function(expr) tryCatch(suppressWarnings(expr), error=function(e) NULL) # scoring that never settles
fit_one <- function(d, model, method, test) {
  arguments <- list(yi=d$yi, vi=d$vi, method=method, test=test, control=tight(d))
  if (model == "moderator") { arguments$mods <- ~ x; arguments$data <- d }
  if (model == "weighted") arguments$weights <- d$vi^-0.5
  quietly(do.call(rma, arguments))
}
columns <- c("estimate","se","zval","pval","ci.lb","ci.ub","Q","Qp","tau2","I2","H2")
table_of <- function(l) object(sapply(columns, function(name) {
  l <- unclass(l) # cumul says pvals, Knapp-Hartung tval, and a fixed effect has no tau2
  place <- match(TRUE, names(l) %in% switch(name, zval=c("zval", "tval"), pval=c("pval", "pvals"), name))
  array(if (is.na(place)) rep(NA, length(l$estimate)) else l[[place]])
}, simplify=FALSE))
influence_of <- function(fit) {
  made <- quietly(influence(fit)); b <- quietly(baujat(fit))
  pairs <- sapply(c("rstudent","dffits","cook.d","cov.r","tau2.del","QE.del","hat","weight"), function(name) array(made$inf[[name]]), simplify=FALSE)
  pairs$dfbetas <- paste0("[", paste(sapply(unclass(made$dfbs)[seq_len(fit$p)], array), collapse=","), "]")
  pairs$flagged <- array(as.numeric(made$is.infl))
  pairs$rstandard <- array(rstandard(fit)$z)
  pairs$baujat_x <- array(b$x); pairs$baujat_y <- array(b$y)
  object(pairs)
}

lines <- character(); data <- character()
add <- function(key, made, value) {
  if (is.null(made)) message(key, ": no fit")
  lines <<- c(lines, paste0(text(key), ":", if (is.null(made)) "null" else value))
}
for (name in names(sets)) {
  message(name, " ", format(Sys.time(), "%X"))
  d <- sets[[name]]
  d <- d[stats::complete.cases(d) & d$vi > 0,]
  d$x <- d$x - round(mean(d$x), 1) # metafor solves X'WX, which loses half the digits when years are not centred
  data <- c(data, paste0(text(name), ":", object(list(yi=array(d$yi), vi=array(d$vi), x=array(d$x)))))
  for (model in c("mean","moderator","weighted")) for (method in if (model == "weighted") "REML" else methods) for (test in if (method %in% both) tests else "z") {
    fit <- fit_one(d, model, method, test)
    key <- paste(name, model, method, test, sep="/")
    add(paste0("influence/", key), fit, influence_of(fit))
    if (model != "moderator") {
      add(paste0("leave1out/", key), fit, table_of(quietly(leave1out(fit))))
      add(paste0("cumul/", key), fit, table_of(quietly(cumul(fit, order=d$x))))
    }
  }
  # all subsets of the first six studies
  few <- d[1:6,]
  for (model in c("mean","moderator")) for (method in c("FE","DL","REML")) {
    made <- quietly(gosh(fit_one(few, model, method, "z"), progbar=FALSE))
    part <- list()
    if (!is.null(made)) {
      part <- c(list(bits=array(made$incl %*% 2^(0:5))), lapply(made$res[c("QE","I2","H2","tau2")], array))
      part$beta <- paste0("[", paste(sapply(made$res[-(1:5)], array), collapse=","), "]")
    }
    add(paste("gosh", name, model, method, sep="/"), made, object(part))
  }
  # all sign flips of the first eight studies, all orders of the moderator of the first six, two of them alike;
  # the statistics themselves for some data sets only, or the file would be mostly these
  whole <- name %in% names(sets)[1:2]
  for (method in c("FE","DL","REML")) for (test in tests) {
    made <- quietly(permutest(fit_one(d[1:min(8, nrow(d)),], "mean", method, test), exact=TRUE, progbar=FALSE))
    pairs <- list(pval=array(made$pval))
    if (whole) pairs$z <- array(sort(made$zval.perm[[1]]))
    add(paste("signs", name, method, test, sep="/"), made, object(pairs))
    six <- d[1:6,]; six$x[2] <- six$x[1]
    made <- quietly(permutest(fit_one(six, "moderator", method, test), exact=TRUE, progbar=FALSE))
    pairs <- list(pval=array(made$pval), QMp=array(made$QMp))
    if (whole) pairs <- c(pairs, list(z=array(sort(made$zval.perm[[2]])), QM=array(sort(made$QM.perm))))
    add(paste("rows", name, method, test, sep="/"), made, object(pairs))
  }
}

versions <- object(list(R=text(paste(R.version$major, R.version$minor, sep=".")),
                        metafor=text(as.character(packageVersion("metafor"))),
                        metadat=text(as.character(packageVersion("metadat"))),
                        control=text("threshold=1e-13 var(yi), tol=1e-14, maxiter=2000")))
writeLines(c("{", paste0("\"versions\":", versions, ","), "\"data\":{", paste(data, collapse=",\n"), "},",
             "\"made\":{", paste(lines, collapse=",\n"), "}", "}"), "reference.json")
