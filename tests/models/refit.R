# Refits one model with metafor and compares every number. Run in this folder: Rscript refit.R
# rma(yi, vi, mods='~ ablat + C(alloc)', method='REML', test='knha', level=95)
# Made by VERSIONS.
# SHA-256 of the input: DIGEST
# data.csv holds every row given: `used` says which take part, `reason` why the others do not. Columns "x:" are
# the design matrix, so that R needs no formula. ours.csv holds the numbers to compare with.
suppressMessages(library(metafor))
rows <- read.csv("data.csv", check.names=FALSE, encoding="UTF-8")
data <- rows[rows$used,]
ours <- read.csv("ours.csv", encoding="UTF-8")
X <- as.matrix(data[startsWith(names(data), "x:")])
tight <- list(threshold=1e-13 * max(median(data$vi), var(data$yi), na.rm=TRUE), tol=1e-14, maxiter=10000)
fit <- rma(data$yi, data$vi, mods=X, intercept=FALSE, btt=c(2, 3, 4), method="REML", test="knha", level=95, control=tight)
at <- function(quantity, value, term="") data.frame(quantity=quantity, term=term, value=as.numeric(value))
terms <- sub("^x:", "", colnames(X))
found <- rbind(at("beta", fit$beta, terms), at("se", fit$se, terms), at("zval", fit$zval, terms),
               at("pval", fit$pval, terms), at("ci_lb", fit$ci.lb, terms), at("ci_ub", fit$ci.ub, terms))
wide <- max(100, 1e5 * var(data$yi))
bounds <- confint(fit, type="QP", control=list(tol=1e-14, tau2.max=wide))$random[1,]
one <- list(tau2=fit$tau2,
             se_tau2=fit$se.tau2,
             I2=fit$I2,
             H2=fit$H2,
             R2=fit$R2,
             QE=fit$QE,
             QEp=fit$QEp,
             QM=fit$QM,
             QMp=fit$QMp,
             log_lik=logLik(fit),
             tau2_qp_lb=bounds[["ci.lb"]],
             tau2_qp_ub=bounds[["ci.ub"]])
for (quantity in names(one)) if (length(one[[quantity]])) found <- rbind(found, at(quantity, one[[quantity]]))
place <- match(paste(ours$quantity, ours$term), paste(found$quantity, found$term))
both <- cbind(ours, metafor=found$value[place])
# a small difference of large numbers is compared relative to those
large <- c(log_lik=1, I2=100, tau2=median(data$vi))[both$quantity]
size <- pmax(abs(both$ours), abs(both$metafor), large, na.rm=TRUE)
both$relative <- ifelse(size == 0, 0, abs(both$ours - both$metafor) / size)
digits <- function(x) formatC(x, digits=12, format="g")
shown <- data.frame(quantity=both$quantity, term=both$term, ours=digits(both$ours),
                    metafor=digits(both$metafor), relative=sprintf("%.1e", both$relative))
cat("metafor", as.character(packageVersion("metafor")), "on", R.version.string, "\n\n")
print(shown, row.names=FALSE, right=FALSE)
cat("\nLargest relative difference:", sprintf("%.1e", max(both$relative, na.rm=TRUE)), "\n")
