# Reference numbers from metafor. Run in this folder: Rscript run.R
# Reads nothing but the metadat package; writes reference.json, which holds the data it used.
suppressMessages({library(metafor); library(metadat)})

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

es <- function(d, x, ...) { r <- escalc(...); data.frame(yi=as.numeric(r$yi), vi=as.numeric(r$vi), x=as.numeric(x)) }
ready <- function(d, x) data.frame(yi=d$yi, vi=d$vi, x=as.numeric(x))
sets <- list(
  bcg              = with(dat.bcg, es(, ablat, measure="RR", ai=tpos, bi=tneg, ci=cpos, di=cneg)),
  bangertdrowns2004= ready(dat.bangertdrowns2004, dat.bangertdrowns2004$length),
  raudenbush1985   = ready(dat.raudenbush1985, dat.raudenbush1985$weeks),
  normand1999      = with(dat.normand1999, es(, n1i, measure="SMD", m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)),
  normand1999_md   = with(dat.normand1999, es(, n1i, measure="MD", m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)),
  molloy2014       = with(dat.molloy2014, es(, meanage, measure="ZCOR", ri=ri, ni=ni)),
  mcdaniel1994     = with(dat.mcdaniel1994, es(, as.integer(struct == "s"), measure="ZCOR", ri=ri, ni=ni)),
  curtis1998       = with(dat.curtis1998, es(, time, measure="ROM", m1i=m2i, sd1i=sd2i, n1i=n2i, m2i=m1i, sd2i=sd1i, n2i=n1i)),
  konstantopoulos2011 = ready(dat.konstantopoulos2011, dat.konstantopoulos2011$year),
  crede2010        = with(dat.crede2010, es(, year, measure="ZCOR", ri=ri, ni=ni)),
  cohen1981        = with(dat.cohen1981, es(, ni, measure="ZCOR", ri=ri, ni=ni)),
  hackshaw1998     = ready(dat.hackshaw1998, dat.hackshaw1998$year),
  hart1999         = with(dat.hart1999, es(, year, measure="IRR", x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i)),
  hine1989         = with(dat.hine1989, es(, n1i, measure="RD", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  li2007           = with(dat.li2007, es(, year, measure="OR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  linde2005        = with(dat.linde2005, es(, baseline, measure="RR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  lau1992          = with(dat.lau1992, es(, year, measure="OR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  nielweise2007    = with(dat.nielweise2007, es(, year, measure="OR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  nielweise2008    = with(dat.nielweise2008, es(, year, measure="IRR", x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i)),
  pritz1997        = with(dat.pritz1997, es(, ni, measure="PLO", xi=xi, ni=ni)),
  yusuf1985        = with(dat.yusuf1985, es(, n1i, measure="PETO", ai=ai, n1i=n1i, ci=ci, n2i=n2i)),
  gibson2002       = with(dat.gibson2002, es(, year, measure="SMD", m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)),
  baskerville2012  = with(dat.baskerville2012, data.frame(yi=smd, vi=se^2, x=as.numeric(year))),
  obrien2003       = with(dat.obrien2003, es(, bmi, measure="PLO", xi=cases, ni=total)),
  assink2016       = ready(dat.assink2016, dat.assink2016$year),
  dorn2007         = with(dat.dorn2007, es(, year, measure="RR", ai=x.a, n1i=n.a, ci=x.p, n2i=n.p)),
  lehmann2018      = ready(dat.lehmann2018, dat.lehmann2018$Year)
)

quietly <- function(expr) tryCatch(suppressWarnings(expr), error=function(e) NULL)

fit_one <- function(d, model, method) {
  fits <- lapply(tests, function(test) {
    arguments <- list(yi=d$yi, vi=d$vi, method=method, test=test, control=tight(d, method))
    if (model == "moderator") arguments$mods <- ~ x
    if (model == "moderator") arguments$data <- d
    if (method == "GENQ") arguments$weights <- d$vi^-0.5
    if (model == "weighted") arguments$weights <- d$vi^-0.5
    quietly(do.call(rma, arguments))
  })
  f <- fits[[1]]
  if (is.null(f)) return(NULL)
  pairs <- list(tau2=value(f$tau2), se_tau2=value(f$se.tau2), I2=value(f$I2), H2=value(f$H2), R2=value(f$R2),
                QE=value(f$QE), QEp=value(f$QEp), log_lik=value(if (model == "weighted" || method == "GENQ") NA else logLik(f)),
                beta=array(f$beta))
  for (i in seq_along(tests)) {
    f <- fits[[i]]
    if (is.null(f)) next
    part <- list(se=array(f$se), pval=array(f$pval), ci_lb=array(f$ci.lb), ci_ub=array(f$ci.ub))
    if (model == "moderator") part <- c(part, list(QM=value(f$QM), QMp=value(f$QMp)))
    if (model == "mean" && method != "FE") {
      a <- predict(f); b <- predict(f, pi.type="riley"); s <- predict(f, pi.type="simple")
      part <- c(part, list(pi=array(c(a$pi.lb, a$pi.ub)), riley=array(c(b$pi.lb, b$pi.ub)), simple=array(c(s$pi.lb, s$pi.ub))))
    }
    pairs[[tests[i]]] <- object(part)
  }
  if (method %in% c("ML","REML") && model != "weighted") {
    f <- fits[[1]]
    low <- quietly(confint(f, control=list(tol=1e-14))$random[1,2:3])
    prof <- quietly(confint(f, type="PL", control=list(tol=1e-14))$random[1,2:3])
    if (!is.null(low)) pairs$QP <- array(low)
    if (!is.null(prof)) pairs$PL <- array(prof)
  }
  object(pairs)
}

lines <- character(); data <- character()
for (name in names(sets)) {
  message(name, " ", format(Sys.time(), "%X"))
  d <- sets[[name]]
  d <- d[stats::complete.cases(d) & d$vi > 0,]
  d$x <- d$x - round(mean(d$x), 1) # metafor solves X'WX, which loses half the digits when years are not centred
  data <- c(data, paste0(text(name), ":", object(list(yi=array(d$yi), vi=array(d$vi), x=array(d$x)))))
  for (model in c("mean","moderator","weighted")) for (method in if (model == "weighted") "REML" else methods) {
    made <- fit_one(d, model, method)
    if (is.null(made)) { message(name, " ", model, " ", method, ": no fit"); made <- "null" }
    lines <- c(lines, paste0(text(paste(name, model, method, sep="/")), ":", made))
  }
  # through the origin: rma.mv, because rma.uni centres yi
  d$id <- seq_len(nrow(d)); d$far <- d$x / max(abs(d$x)) + 0.1
  for (method in c("ML","REML")) {
    f <- NULL
    for (rel.tol in c(1e-14, 1e-13, 1e-12, 1e-11, 1e-10)) # nlminb calls what it cannot reach "not converged"
      if (is.null(f)) f <- quietly(rma.mv(yi, vi, mods=~0+far, random=~1|id, data=d, method=method, control=list(rel.tol=rel.tol, iter.max=1000, eval.max=2000)))
    made <- if (is.null(f)) "null" else object(list(tau2=value(f$sigma2), beta=array(f$beta), se=array(f$se), QE=value(f$QE), log_lik=value(logLik(f))))
    lines <- c(lines, paste0(text(paste(name, "origin", method, sep="/")), ":", made))
  }
  h <- quietly(hc(rma(yi, vi, data=d, method="DL"), control=list(tol=1e-14)))
  lines <- c(lines, paste0(text(paste(name, "hc", "DL", sep="/")), ":", if (is.null(h)) "null" else object(list(beta=value(h$beta), se=value(h$se), ci=array(c(h$ci.lb, h$ci.ub))))))
}

tables <- list(
  bcg=with(dat.bcg, list(ai=tpos, bi=tneg, ci=cpos, di=cneg)),
  li2007=with(dat.li2007, list(ai=ai, bi=n1i-ai, ci=ci, di=n2i-ci)),
  nielweise2007=with(dat.nielweise2007, list(ai=ai, bi=n1i-ai, ci=ci, di=n2i-ci)),
  yusuf1985=with(dat.yusuf1985, list(ai=ai, bi=n1i-ai, ci=ci, di=n2i-ci)),
  hine1989=with(dat.hine1989, list(ai=ai, bi=n1i-ai, ci=ci, di=n2i-ci)))
counts <- character()
for (name in names(tables)) {
  cells <- tables[[name]]
  made <- list(cells=object(lapply(cells, array)))
  for (measure in c("OR","RR","RD")) {
    f <- do.call(rma.mh, c(cells, list(measure=measure)))
    made[[measure]] <- array(c(f$beta, f$se, f$QE, f$QEp, if (measure == "OR") c(f$MH, f$MHp, f$TA, f$TAp)))
  }
  f <- do.call(rma.peto, cells)
  made$PETO <- array(c(f$beta, f$se, f$QE, f$QEp))
  counts <- c(counts, paste0(text(name), ":", object(made)))
}
for (name in c("hart1999","nielweise2008")) {
  d <- get(paste0("dat.", name))
  cells <- with(d, list(x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i))
  made <- list(cells=object(lapply(cells, array)))
  for (measure in c("IRR","IRD")) {
    f <- do.call(rma.mh, c(cells, list(measure=measure)))
    made[[measure]] <- array(c(f$beta, f$se, f$QE, f$QEp))
  }
  counts <- c(counts, paste0(text(name), ":", object(made)))
}

versions <- object(list(R=text(paste(R.version$major, R.version$minor, sep=".")),
                        metafor=text(as.character(packageVersion("metafor"))),
                        metadat=text(as.character(packageVersion("metadat"))),
                        control=text("threshold=1e-13 var(yi), tol=1e-14, maxiter=5000")))
writeLines(c("{", paste0("\"versions\":", versions, ","), "\"data\":{", paste(data, collapse=",\n"), "},",
             "\"counts\":{", paste(counts, collapse=",\n"), "},", "\"fits\":{", paste(lines, collapse=",\n"), "}", "}"), "reference.json")
